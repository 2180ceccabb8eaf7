package io.berth.failure;

/**
 * The container's or exec's executable could not be started: not found (127), or found and not
 * executable (126).
 */
public final class CannotExecute extends BerthException {

  private static final long serialVersionUID = 1L;

  private final int exitCode;

  public CannotExecute(int exitCode, String message) {
    super(message, null);
    this.exitCode = exitCode;
  }

  /** 126 or 127, as a shell would report it. */
  public int exitCode() {
    return exitCode;
  }
}
