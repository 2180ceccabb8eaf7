package io.berth.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.dockerfile.Instruction.Argument;
import io.berth.dockerfile.Instruction.Command;
import io.berth.dockerfile.Instruction.Copy;
import io.berth.dockerfile.Instruction.Env;
import io.berth.dockerfile.Instruction.Healthcheck;
import io.berth.dockerfile.Instruction.Pair;
import io.berth.dockerfile.Instruction.Run;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DockerfileTest {

  private static Instruction one(String line) {
    List<Instruction> all = Dockerfile.parse("FROM x\n" + line).stages().getFirst().instructions();
    assertThat(all).hasSize(1);
    return all.getFirst();
  }

  private static void refused(String text, String words) {
    assertThatThrownBy(() -> Dockerfile.parse(text))
        .isInstanceOf(DockerfileError.class)
        .hasMessage(words);
  }

  @Test
  void stagesAndWhatIsBeforeThem() {
    Dockerfile file =
        Dockerfile.parse(
            "ARG V=1 W\nFROM --platform=linux/arm64 a:$V AS Build\nRUN x\nfrom build\n");
    assertThat(file.globals().getFirst().arguments())
        .containsExactly(new Argument("V", "1"), new Argument("W", null));
    Stage first = file.stages().getFirst();
    assertThat(first.base()).isEqualTo("a:$V");
    assertThat(first.name()).isEqualTo("build");
    assertThat(first.platform()).isEqualTo("linux/arm64");
    assertThat(first.isCalled("BUILD")).isTrue();
    assertThat(file.stages().get(1).isCalled("1")).isTrue();
  }

  @Test
  void linesGoOnOverCommentsAndBlanks() {
    assertThat(one("RUN a \\\n  # not this\n\n  b \\  \n  c\n"))
        .isEqualTo(new Run("RUN a   b   c", new Command(List.of("a   b   c"), true)));
    assertThat(
            Dockerfile.parse("\ufeff# escape=`\n# x\r\nFROM a\r\nENV X=C:\\y `\r\n Z=1\r\n")
                .escape())
        .isEqualTo('`');
  }

  @Test
  void jsonOrTheShell() {
    assertThat(one("CMD [\"a\", \"b\\u0041\\n\"]"))
        .isEqualTo(
            new Instruction.Cmd(
                "CMD [\"a\", \"b\\u0041\\n\"]", new Command(List.of("a", "bA\n"), false)));
    for (String shell : List.of("[ -f x ] && y", "['a']", "[\"a\"", "[[ -f x ]] || y")) {
      assertThat(((Run) one("RUN " + shell)).command())
          .isEqualTo(new Command(List.of(shell), true));
    }
    refused(
        "FROM x\nRUN [\"a\", 1]",
        "dockerfile parse error line 2: when using JSON array syntax, arrays must be comprised of"
            + " strings only");
    assertThat(((Instruction.Cmd) one("CMD []")).command().words()).isEmpty();
  }

  @Test
  void pairs() {
    assertThat(((Env) one("ENV a=1 b=\"2 3\" c=4\\ 5 d='$x'")).pairs())
        .containsExactly(
            new Pair("a", "1"),
            new Pair("b", "\"2 3\""),
            new Pair("c", "4\\ 5"),
            new Pair("d", "'$x'"));
    assertThat(((Env) one("ENV old  all of it")).pairs())
        .containsExactly(new Pair("old", "all of it"));
  }

  @Test
  void copies() {
    Copy copy = (Copy) one("COPY --from=b --chown=1:2 --chmod=0644 a b /c/");
    assertThat(copy)
        .isEqualTo(
            new Copy(
                copy.source(), false, List.of("a", "b"), "/c/", "b", "1:2", "0644", List.of()));
    assertThat(((Copy) one("ADD [\"a b\", \"c\"]")).sources()).containsExactly("a b");
  }

  @Test
  void hereDocuments() {
    Copy copy = (Copy) one("COPY <<a.txt <<-'b' c /to/\n1 $x\na.txt\n\t\t2\n\tb\n");
    assertThat(copy.sources()).containsExactly("c");
    assertThat(copy.documents())
        .containsExactly(
            new Heredoc("a.txt", true, "1 $x\n", "1 $x\na.txt\n"),
            new Heredoc("b", false, "2\n", "\t\t2\n\tb\n"));
    assertThat(((Run) one("RUN <<EOF\necho 1\n# no comment\nEOF\n")).command())
        .isEqualTo(new Command(List.of("echo 1\n# no comment\n"), true));
    assertThat(((Run) one("RUN <<EOF\n#!/usr/bin/env python3\nprint()\nEOF\n")).command().words())
        .startsWith("/usr/bin/env", "python3", "-c");
    assertThat(((Run) one("RUN cat <<EOF > /x\n$y\nEOF\n")).command().words())
        .containsExactly("cat <<EOF > /x\n$y\nEOF\n");
    refused("FROM x\nRUN <<EOF\nnever", "dockerfile parse error line 2: unterminated heredoc");
    assertThat(((Run) one("RUN echo $((1<<2))")).command().words())
        .containsExactly("echo $((1<<2))");
  }

  @Test
  void healthchecks() {
    Healthcheck check =
        (Healthcheck) one("HEALTHCHECK --interval=1m1.5s --timeout=20ms --retries=2 CMD a b");
    assertThat(check.test()).containsExactly("CMD-SHELL", "a b");
    assertThat(check.interval()).isEqualTo(Duration.ofMillis(61_500).toNanos());
    assertThat(check.timeout()).isEqualTo(20_000_000);
    assertThat(check.retries()).isEqualTo(2);
    assertThat(((Healthcheck) one("HEALTHCHECK none")).test()).containsExactly("NONE");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          FOO bar                 | unknown instruction: FOO
          COPY a                  | COPY requires at least two arguments, but only one was provided. Destination could not be determined.
          COPY --link a b         | the --link option requires BuildKit, which this engine does not have
          COPY --x=1 a b          | Unknown flag: x
          COPY --chown a b        | Missing a value on flag: chown
          RUN --mount=type=tmpfs x| the --mount option requires BuildKit, which this engine does not have
          ENV a                   | ENV must have two arguments
          ENV a=1 b               | Syntax error - can't find = in "b". Must be of the form: name=value
          LABEL =1                | LABEL names can not be blank
          SHELL a b               | SHELL requires the arguments to be in JSON form, not: SHELL a b
          ONBUILD ONBUILD RUN x   | Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed
          ONBUILD FROM x          | FROM isn't allowed as an ONBUILD trigger
          ONBUILD NO              | unknown instruction: NO
          FROM a b                | FROM requires either one or three arguments
          FROM a AS 1b            | invalid name for build stage: "1b", name can't start with a number or contain symbols
          HEALTHCHECK X           | Unknown type "X" in HEALTHCHECK (try CMD)
          HEALTHCHECK --interval=1us CMD x | Interval "interval" cannot be less than 1ms
          HEALTHCHECK --retries=0 CMD x    | --retries must be at least 1 (not 0)
          USER                    | USER requires exactly one argument
          EXPOSE                  | EXPOSE requires at least one argument
          """)
  void refusals(String line, String words) {
    refused("FROM x\n\n" + line, "dockerfile parse error line 3: " + words);
  }

  @Test
  void refusalsOfWholeFiles() {
    refused("# only\n", "file with no instructions");
    refused("RUN x\n", "dockerfile parse error line 1: no build stage in current context");
    refused("ARG x\n", "no build stage in current context");
    refused(
        "# escape=x\nFROM a",
        "dockerfile parse error line 1: invalid escape token 'x' does not match ` or \\");
    assertThatThrownBy(() -> Dockerfile.parse("FROM x\n" + "RUN x\n".repeat(6000)))
        .hasMessageContaining("more than 5000 instructions");
    assertThatThrownBy(() -> Dockerfile.parse("FROM x\nRUN " + "x".repeat(2 << 20)))
        .hasMessageContaining("longer than");
  }

  @Test
  void whatIsNestedWithoutEndIsText() {
    String brackets = "[".repeat(100_000);
    assertThat(((Instruction.Cmd) one("CMD " + brackets)).command().words())
        .containsExactly(brackets);
  }
}
