package io.berth.testing;

import java.io.IOException;
import java.nio.file.Path;

/** The engine that the tests with the real {@code docker} command talk to. */
public interface Engine extends AutoCloseable {

  /**
   * Starts Berth; or, when the environment has {@code BERTH_TEST_DOCKER_HOST}, takes the engine
   * there, so that the tests' own expectations can be held against Docker Engine.
   */
  static Engine start() throws IOException, InterruptedException {
    var other = System.getenv("BERTH_TEST_DOCKER_HOST");
    return other == null ? BerthService.start() : new OtherEngine(other);
  }

  /** The value for {@code DOCKER_HOST}. */
  String host();

  /** True when this is Berth, whose own folders and process the test may look into. */
  boolean isBerth();

  /** The folder that holds everything the engine keeps. */
  Path root();

  /** The engine's process. */
  long pid();

  /** Stops the service cleanly and starts it again on the same folder. */
  void restart() throws IOException, InterruptedException;

  /**
   * Ends the service and leaves it down.
   *
   * @param orderly by SIGTERM, else by SIGKILL
   */
  void down(boolean orderly) throws IOException;

  /** Starts the service again after {@link #down}. */
  void up() throws IOException, InterruptedException;

  @Override
  void close() throws IOException;

  /** An engine that was running before and will run after. */
  record OtherEngine(String host) implements Engine {
    @Override
    public boolean isBerth() {
      return false;
    }

    @Override
    public Path root() {
      throw new UnsupportedOperationException("not Berth");
    }

    @Override
    public long pid() {
      throw new UnsupportedOperationException("not Berth");
    }

    @Override
    public void restart() {
      throw new UnsupportedOperationException("not Berth");
    }

    @Override
    public void down(boolean orderly) {
      throw new UnsupportedOperationException("not Berth");
    }

    @Override
    public void up() {
      throw new UnsupportedOperationException("not Berth");
    }

    @Override
    public void close() {}
  }
}
