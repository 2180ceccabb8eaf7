package io.berth.dockerfile;

/** A Dockerfile that cannot be understood, in Docker's words. */
public final class DockerfileError extends RuntimeException {

  private static final long serialVersionUID = 1;

  public DockerfileError(String words) {
    super(words);
  }

  /**
   * @param line of the file, from 1 on
   */
  static DockerfileError at(int line, String words) {
    return new DockerfileError("dockerfile parse error line " + line + ": " + words);
  }
}
