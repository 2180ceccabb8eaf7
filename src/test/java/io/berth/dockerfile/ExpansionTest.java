package io.berth.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpansionTest {

  private static final Map<String, String> VALUES = Map.of("a", "A", "empty", "", "two", "x y");

  private static final Expansion EXPANSION = new Expansion('\\', VALUES::get);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          $a-${a}b         | A-Ab
          '$a' "$a" \\$a   | $a A $a
          ${no:-d}${empty:-e}${a:-f} | deA
          ${no-d}${empty-e}| d
          ${no:+d}${a:+e}${empty:+f}${empty+g} | eg
          ${no:-${a}'}'}   | A}
          ${no:-"x}"}      | x}
          "a\\"b\\c"       | a"b\\c
          $                | $
          a$.b             | a$.b
          x\\ y            | x y
          """)
  void words(String text, String expected) {
    assertThat(EXPANSION.word(text)).isEqualTo(expected);
  }

  @Test
  void wordsSplitWhereVariablesHaveBlanks() {
    assertThat(EXPANSION.words("$two \"$two\" z${no}")).containsExactly("x", "y", "x y", "z");
  }

  @Test
  void documentsKeepTheirQuotes() {
    assertThat(EXPANSION.document("'$a' \"q\" \\$a \\n $no.\n")).isEqualTo("'A' \"q\" $a \\n .\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          ${a      | missing '}'
          ${}      | bad substitution
          ${a:=b}  | unsupported modifier (=) in substitution
          ${a/b/c} | missing ':' in substitution
          ${no:?why}| no: why
          'x       | matching single-quote
          "x       | matching double-quote
          """)
  void refusals(String text, String words) {
    assertThatThrownBy(() -> EXPANSION.word(text))
        .isInstanceOf(DockerfileError.class)
        .hasMessageContaining(words);
  }

  @Test
  void whatGrowsWithoutEndIsRefused() {
    Expansion twice = new Expansion('\\', _ -> "x".repeat(1000));
    assertThatThrownBy(() -> twice.word("$a".repeat(2000))).hasMessageContaining("longer than");
    assertThatThrownBy(() -> twice.word("${a:-".repeat(1000)))
        .hasMessageContaining("too many substitutions");
  }
}
