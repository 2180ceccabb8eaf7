package io.berth.build;

import java.io.IOException;
import java.io.InputStream;

/** Builds images. Thread-safe; a build runs on its caller's thread. */
public interface Builds {

  /**
   * Builds an image in the caller's name. Interrupting the thread ends it, and nothing of it is
   * left but the steps that were done, for the next build to find. Failures before the first output
   * are about the request.
   *
   * @param context a tar archive, compressed or not; read to its end
   * @throws IOException nobody listens any more
   */
  BuildResult build(BuildRequest request, InputStream context, BuildOutput output)
      throws IOException, InterruptedException;

  /** Throws what {@link #build} would throw before it reads the context. */
  void check(BuildRequest request);
}
