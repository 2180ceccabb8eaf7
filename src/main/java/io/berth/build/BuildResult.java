package io.berth.build;

/** How a build ended, when nothing stood in its way. */
public sealed interface BuildResult {

  /**
   * @param id the image's, {@code sha256:…}
   */
  record Built(String id) implements BuildResult {}

  /** A RUN instruction's command said no. */
  record CommandFailed(int code, String words) implements BuildResult {}
}
