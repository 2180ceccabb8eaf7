package io.berth.build;

import io.berth.image.Images;
import java.io.IOException;

/** Told of a build, from its own thread. Throwing ends the build. */
public interface BuildOutput {

  /** What people read, as Docker says it; commands' output among it. */
  void text(String text) throws IOException;

  /** A stage has become this image. */
  void image(String id) throws IOException;

  /** Told when a base image is pulled. */
  Images.PullListener pulls();
}
