package io.berth.build;

import io.berth.image.Images;
import java.io.IOException;

/** Told of a build, one thing at a time, from any of its threads. Throwing ends the build. */
public interface BuildOutput {

  /** What people read, as Docker says it; commands' output among it. */
  void text(String text) throws IOException;

  /** A stage has become this image. */
  void image(String id) throws IOException;

  /** Told when a base image is pulled. */
  Images.PullListener pulls();

  /** A stage goes on with this, whether or not its text is told already. */
  default void begun(Place place) {}

  /** A stage has ended with this. */
  default void done(Place place) {}

  /** The build fails, and this is where. */
  default void failed(Place place) {}

  /**
   * An instruction of the Dockerfile.
   *
   * @param stage its stage's name or number
   * @param line of the file, from 1 on; 0 for what the request adds
   * @param number in its stage, from 1 on
   * @param of how many the stage has
   */
  record Place(String stage, int line, String instruction, int number, int of) {}
}
