package io.berth.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.failure.InvalidRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccountsTest {

  private static final Accounts ACCOUNTS =
      new Accounts(
          """
          # a comment
          root:x:0:0:root:/root:/bin/sh
          broken:x
          huge:x:99999999999:0::/:
          alice:x:1000:1001::/home/alice:/bin/sh
          """,
          "root:x:0:\nwheel:x:10:bob,alice\nalice:x:1001:\n");

  @Test
  void namesNumbersAndGroups() {
    assertThat(ACCOUNTS.resolve("", List.of()))
        .isEqualTo(new Accounts.Identity(0, 0, List.of(0), "/root"));
    assertThat(ACCOUNTS.resolve("alice", List.of("5")))
        .isEqualTo(new Accounts.Identity(1000, 1001, List.of(1001, 10, 5), "/home/alice"));
    assertThat(ACCOUNTS.resolve("1000", List.of()).home()).isEqualTo("/home/alice");
    assertThat(ACCOUNTS.resolve("7:wheel", List.of()))
        .isEqualTo(new Accounts.Identity(7, 10, List.of(10), "/"));
  }

  @Test
  void unknownNamesAndWildNumbersAreRefused() {
    assertThatThrownBy(() -> ACCOUNTS.resolve("nosuch", List.of()))
        .isInstanceOf(InvalidRequest.class)
        .hasMessage("unable to find user nosuch: no matching entries in passwd file");
    assertThatThrownBy(() -> ACCOUNTS.resolve("0:nosuch", List.of()))
        .hasMessage("unable to find group nosuch: no matching entries in group file");
    for (String id : List.of("4294967296", "2147483648", "-1", "huge")) {
      assertThatThrownBy(() -> ACCOUNTS.resolve(id, List.of())).isInstanceOf(InvalidRequest.class);
    }
  }
}
