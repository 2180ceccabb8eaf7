package io.berth.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.failure.InvalidRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilePathsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "größe",
        "100%",
        "a\nb",
        "\u001b[31mred",
        "latin\udce4",
        "right\u202eleft",
        "<b>&\"'",
        "日本",
        "%41",
        "a b",
        "\ufeff",
        "\ud83d\ude00"
      })
  void everyNameIsShownSafelyAndFoundAgain(String name) {
    String shown = FilePaths.show(name);
    assertThat(shown.codePoints())
        .noneMatch(c ->
            Character.isISOControl(c)
                || Character.getType(c) == Character.FORMAT
                || Character.getType(c) == Character.SURROGATE);
    assertThat(FilePaths.name(shown)).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({"größe, größe", "'100%', 100%25", "'a b', 'a b'", "<b>, <b>"})
  void whatIsPlainStaysReadable(String name, String shown) {
    assertThat(FilePaths.show(name)).isEqualTo(shown);
  }

  @Test
  void aPathIsNames() {
    assertThat(FilePaths.names("")).isEmpty();
    assertThat(FilePaths.names("/usr//lib/")).containsExactly("usr", "lib");
    assertThat(FilePaths.names("a%0Ab/%E4")).containsExactly("a\nb", "\udce4");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"..", "a/../b", ".", "%2e%2e", "a%2fb", "%00", "a%", "a%4", "a%zz", "%2E./x"})
  void whatNoFileIsCalledIsRefused(String path) {
    assertThatThrownBy(() -> FilePaths.names(path)).isInstanceOf(InvalidRequest.class);
  }
}
