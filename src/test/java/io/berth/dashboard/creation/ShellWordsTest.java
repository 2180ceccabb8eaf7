package io.berth.dashboard.creation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.failure.InvalidRequest;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ShellWordsTest {

  @Test
  void wordsAreDividedByBlanksAndHeldTogetherByQuotes() {
    assertThat(ShellWords.of("  sh -c \"echo 'a  b' \\\"$X\\\"\"  'it''s' a\\ b ''"))
        .isEqualTo(List.of("sh", "-c", "echo 'a  b' \"$X\"", "its", "a b", ""));
  }

  @Test
  void nothingIsExpanded() {
    assertThat(ShellWords.of("echo $HOME *.txt `date` ~"))
        .containsExactly("echo", "$HOME", "*.txt", "`date`", "~");
  }

  @Test
  void anOpenQuoteIsRefused() {
    assertThatThrownBy(() -> ShellWords.of("sh -c 'echo"))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("' is not closed");
    assertThatThrownBy(() -> ShellWords.of("echo \"a")).hasMessageContaining("\" is not closed");
  }

  @Test
  void whatIsQuotedIsReadAsItWas() {
    var random = new Random(7);
    for (int i = 0; i < 1000; i++) {
      List<String> words = random.ints(4).mapToObj(seed -> word(new Random(seed))).toList();
      String line = words.stream().map(ShellWords::quoted).collect(Collectors.joining(" "));
      assertThat(ShellWords.of(line)).isEqualTo(words);
    }
  }

  private static String word(Random random) {
    String letters = "ab '\"\\$\n;|é";
    return random
        .ints(random.nextInt(6), 0, letters.length())
        .mapToObj(at -> letters.substring(at, at + 1))
        .collect(Collectors.joining());
  }
}
