package io.berth.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.failure.InvalidRequest;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineFilterTest {

  @ParameterizedTest
  @CsvSource({
    "error, '', false, An ERROR came, true",
    "error, '', false, all is well, false",
    "error, harmless, false, a harmless error, false",
    "'', harmless, false, anything, true",
    "'a.c', '', false, abc, false",
    "'a.c', '', true, ABC, true",
    "'c$', '', true, abc, true",
    "'\\d{3} ', '5\\d\\d', true, 'GET 200 /', true",
    "'\\d{3} ', '5\\d\\d', true, 'GET 503 /', false",
    "größe, '', false, GRÖSSE und GRÖßE, true",
  })
  void choosesAsGrepDoes(
      String included, String excluded, boolean expressions, String line, boolean chosen) {
    assertThat(filter(included, excluded, expressions).matches((line + "\n").getBytes(UTF_8)))
        .isEqualTo(chosen);
  }

  @Test
  void looksThroughColours() {
    byte[] line = "\u001b[31mer\u001b[1mror\u001b[0m\r\n".getBytes(UTF_8);
    assertThat(filter("^error$", "", true).matches(line)).isTrue();
    assertThat(filter("31m", "", false).matches(line)).isFalse();
  }

  @Test
  void choosesEverythingWhenNothingIsAsked() {
    assertThat(LineFilter.of("", "", true)).isNull();
  }

  @Test
  void refusesWhatIsNoExpression() {
    assertThatThrownBy(() -> LineFilter.of("(", "", true))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("\"(\" is no regular expression");
    assertThatThrownBy(() -> LineFilter.of("x".repeat(2000), "", false))
        .isInstanceOf(InvalidRequest.class);
  }

  @ParameterizedTest
  @CsvSource({"(a+)+$", "(a|b|ab)*c", "(x+x+)+y"})
  @Timeout(20)
  void refusesAnExpressionThatTakesTooLong(String expression) {
    byte[] line = ("a".repeat(8000) + "x".repeat(8000) + "!").getBytes(UTF_8);
    assertThatThrownBy(() -> filter(expression, "", true).matches(line))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("takes too long");
  }

  private static LineFilter filter(String included, String excluded, boolean expressions) {
    return Objects.requireNonNull(LineFilter.of(included, excluded, expressions));
  }
}
