package io.berth.dockerfile;

import java.util.List;

/**
 * A Dockerfile, understood. Errors are {@link DockerfileError} with the line's number.
 *
 * @param globals the ARGs before the first FROM
 * @param escape the character that quotes the next one: a backslash, or a backtick
 */
public record Dockerfile(List<Instruction.Arg> globals, List<Stage> stages, char escape) {

  /** More characters than anybody writes. */
  public static final int LONGEST = 1 << 20;

  public Dockerfile {
    globals = List.copyOf(globals);
    stages = List.copyOf(stages);
  }

  /**
   * @throws DockerfileError it is none
   */
  public static Dockerfile parse(String text) {
    return new DockerfileParser(text).parse();
  }

  /**
   * An instruction that an image keeps for the builds that begin with it.
   *
   * @throws DockerfileError it is none, or may not be there
   */
  public static Instruction trigger(String text) {
    return new DockerfileParser(text).single();
  }
}
