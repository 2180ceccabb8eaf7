package io.berth.recording;

import io.berth.settings.Switch;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * Recordings of sessions. Callers see their own, administrators all; what is somebody else's is
 * {@link io.berth.failure.NotFound}. Thread-safe.
 */
public interface Recordings {

  Switch RECORD_TERMINALS =
      new Switch(
          "record-terminals",
          "Terminals are recorded",
          "What everybody's terminals show is kept, of the dashboard and of the docker command"
              + " alike, from the next one on; the person is told. What is typed is kept as far as"
              + " the terminal shows it, so no passwords. A terminal that cannot be recorded does"
              + " not open.",
          false);

  /**
   * Begins one.
   *
   * @return empty when nobody wants sessions recorded
   * @throws io.berth.failure.Unavailable it cannot be written: the session must not begin
   */
  Optional<Recording> begin(Session session);

  /** The terminal of an exec or a container has another size now. */
  void resized(String subject, int rows, int columns);

  /** The newest first. */
  List<RecordingView> list();

  RecordingView find(String id);

  /** As asciicast v2. The caller closes it. */
  InputStream open(String id) throws IOException;

  /**
   * For good, for administrators.
   *
   * @throws io.berth.failure.Conflict it is still being written
   */
  void delete(String id);

  /** Hears of recordings when they begin, on the thread that begins them. */
  @FunctionalInterface
  interface Witness {
    void began(RecordingView recording);
  }
}
