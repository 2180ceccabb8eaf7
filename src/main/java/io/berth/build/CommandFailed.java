package io.berth.build;

/** A command of RUN ended with another status than 0. */
final class CommandFailed extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final int code;

  CommandFailed(String command, int code) {
    super("The command '%s' returned a non-zero code: %d".formatted(command, code));
    this.code = code;
  }

  BuildResult result() {
    return new BuildResult.CommandFailed(code, String.valueOf(getMessage()));
  }
}
