package io.berth.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathPatternTest {

  @ParameterizedTest
  @CsvSource({
    "*.txt, a.txt, true",
    "*.txt, d/a.txt, false",
    "d/*/c, d/b/c, true",
    "?, a, true",
    "?, /, false",
    "[a-c]x, bx, true",
    "[^a-c]x, bx, false",
    "[^a]b, /b, false",
    "a\\*, a*, true",
    "a\\*, ab, false",
    "**, a/b, false",
    "a*b*c, aXbYc, true"
  })
  void globs(String pattern, String path, boolean matches) {
    assertThat(PathPattern.of(pattern).matches(path)).isEqualTo(matches);
  }

  @Test
  void timeIsBounded() {
    assertThat(PathPattern.of("*a".repeat(100) + "b").matches("a".repeat(4000))).isFalse();
  }

  @Test
  void refusals() {
    for (String bad : new String[] {"[", "[]a]", "[a-", "a\\", "[-x]"}) {
      assertThatThrownBy(() -> PathPattern.of(bad)).hasMessageContaining("syntax error in pattern");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "a, true",
    "a/deep/er, true",
    "a/kept, false",
    "x/waste.tmp, true",
    "waste.tmp, true",
    "b/only/here.md, true",
    "b/x/y/here.md, true",
    "other/here.md, false",
    "rooted, true",
    "d/rooted, false",
    "keep.txt, false",
    "drop.txt, true"
  })
  void rules(String path, boolean excluded) {
    String rules =
        "\ufeff# comment\n/rooted/\n\n a/ \n!a/kept\n**/*.tmp\nb/**/*.md\n*.txt\n!keep.txt\n";
    assertThat(IgnoreRules.parse(rules).excludes(path)).isEqualTo(excluded);
  }
}
