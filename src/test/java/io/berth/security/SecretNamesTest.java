package io.berth.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretNamesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PASSWORD",
        "MYSQL_ROOT_PASSWORD",
        "db-passwd",
        "PGPASS_PWD",
        "CLIENT_SECRET",
        "GITHUB_TOKEN",
        "AWS_ACCESS_KEY_ID",
        "apiKey",
        "API_KEYS",
        "ssh.key",
        "KEY",
        "GOOGLE_CREDENTIALS",
        "SENTRY_DSN",
        "BASIC_AUTH",
        "encryptionKey"
      })
  void secrets(String name) {
    assertThat(SecretNames.isSecret(name, "x")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PATH", "KEYBOARD", "MONKEY", "HOME", "AUTHOR", "LANG", "keyed-by"})
  void ordinaryNames(String name) {
    assertThat(SecretNames.isSecret(name, "x")).isFalse();
  }

  @Test
  void passwordsInAddressesAreSecretWhateverTheName() {
    assertThat(SecretNames.isSecret("DATABASE_URL", "postgres://app:pw@db:5432/x")).isTrue();
    assertThat(SecretNames.isSecret("DATABASE_URL", "postgres://app@db:5432/x")).isFalse();
    assertThat(SecretNames.isSecret("SITE", "http://host:80/a@b")).isFalse();
  }

  @Test
  void onlyWhoMayWorkWithContainersSeesThem() throws Exception {
    var lines = List.of("A_TOKEN=x", "MODE=y", "A_KEY");
    var viewer = new Caller("v", Role.VIEWER, null);
    assertThat(viewer.call(() -> SecretNames.maskedLines(lines)))
        .containsExactly("A_TOKEN=********", "MODE=y", "A_KEY");
    assertThat(SecretNames.masked(Map.of("token", "x"))).containsEntry("token", "********");
    var operator = new Caller("o", Role.OPERATOR, null);
    assertThat(operator.call(() -> SecretNames.maskedLines(lines))).isEqualTo(lines);
  }
}
