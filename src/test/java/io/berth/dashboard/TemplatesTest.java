package io.berth.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a template may not do: the content policy and the escaping rest on it. */
class TemplatesTest {

  static Stream<Path> templates() throws IOException {
    try (var files = Files.list(Path.of("src/main/resources/templates"))) {
      return files.toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("templates")
  void textIsAlwaysEscaped(Path template) throws IOException {
    assertThat(Files.readString(template))
        .doesNotContain("th:utext", "th:inline", "[(")
        .doesNotContainPattern("__\\$\\{");
  }

  @ParameterizedTest
  @MethodSource("templates")
  void scriptsAndStylesAreFilesOfTheirOwn(Path template) throws IOException {
    assertThat(Files.readString(template))
        .doesNotContain("<style", " style=", "javascript:", "://fonts.")
        .doesNotContainPattern("\\son[a-z]+=")
        .doesNotContainPattern("<script(?![^>]* src=)");
  }
}
