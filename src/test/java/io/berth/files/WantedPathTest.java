package io.berth.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.failure.InvalidRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WantedPathTest {

  @ParameterizedTest
  @CsvSource({
    "/, /, /, true",
    "., /, ., true",
    "/., /, ., true",
    "/a/b, /a/b, b, false",
    "a/b, /a/b, b, false",
    "/a/b/, /a/b, b, true",
    "/a/b/., /a/b, ., true",
    "/a/b/./, /a/b, ., true",
    "/a/../b, /b, b, false",
    "../../b, /b, b, false",
    "/a/.., /, /, true",
    "/a/b., /a/b., b., false",
    "//a///b, /a/b, b, false"
  })
  void pathsAreCleanedAsDockerDoes(String text, String path, String name, boolean followed) {
    assertThat(WantedPath.of(text)).isEqualTo(new WantedPath(path, name, followed));
  }

  @Test
  void whatIsNoPathIsRefused() {
    for (String text : new String[] {"", "a\0b", "x".repeat(5000)}) {
      assertThatThrownBy(() -> WantedPath.of(text)).isInstanceOf(InvalidRequest.class);
    }
  }
}
