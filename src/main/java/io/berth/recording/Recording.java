package io.berth.recording;

/** One that is being written. Thread-safe; ends by {@link #close}, which may come twice. */
public interface Recording extends AutoCloseable {

  /**
   * Comes before the bytes are shown to anybody.
   *
   * @param error whether they are of stderr
   * @return false when it was closed before: they must not be shown
   * @throws io.berth.failure.Unavailable they could not be written: the same, and the session must
   *     end
   */
  boolean output(boolean error, byte[] bytes, int offset, int length);

  @Override
  void close();
}
