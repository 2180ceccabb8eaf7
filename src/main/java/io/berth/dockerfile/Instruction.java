package io.berth.dockerfile;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One instruction of a stage, its words as they are written: {@link Expansion} replaces the
 * variables in those that may have them.
 */
public sealed interface Instruction {

  /** As it stands in the file, continued lines joined. */
  String source();

  record Env(String source, List<Pair> pairs) implements Instruction {}

  record Label(String source, List<Pair> pairs) implements Instruction {}

  record Arg(String source, List<Argument> arguments) implements Instruction {}

  record Maintainer(String source, String name) implements Instruction {}

  /**
   * COPY, or ADD.
   *
   * @param from a stage or an image; empty for the build's context
   * @param owner {@code user[:group]}; empty for what is usual
   * @param mode octal digits; empty for what each file has
   * @param documents which are sources as well
   */
  record Copy(
      String source,
      boolean add,
      List<String> sources,
      String target,
      String from,
      String owner,
      String mode,
      List<Heredoc> documents)
      implements Instruction {

    public String word() {
      return add ? "ADD" : "COPY";
    }
  }

  record Workdir(String source, String path) implements Instruction {}

  record Run(String source, Command command) implements Instruction {}

  record Cmd(String source, Command command) implements Instruction {}

  record Entrypoint(String source, Command command) implements Instruction {}

  record Expose(String source, List<String> ports) implements Instruction {}

  record Volume(String source, List<String> paths) implements Instruction {}

  record User(String source, String user) implements Instruction {}

  record StopSignal(String source, String signal) implements Instruction {}

  /** Times in nanoseconds; 0 for the default. */
  record Healthcheck(
      String source, List<String> test, long interval, long timeout, long startPeriod, int retries)
      implements Instruction {}

  record Shell(String source, List<String> shell) implements Instruction {}

  /**
   * @param expression an instruction, as text
   */
  record OnBuild(String source, String expression) implements Instruction {}

  record Pair(String name, String value) {}

  /**
   * @param value null when there is no default
   */
  record Argument(String name, @Nullable String value) {}

  /**
   * @param words of a JSON list, or one word for the shell; none for nothing
   */
  record Command(List<String> words, boolean shell) {

    public Command {
      words = List.copyOf(words);
    }
  }
}
