package io.berth.recording;

import io.berth.failure.Unavailable;
import io.berth.recording.RecordingView.Ending;
import java.io.IOException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.unit.DataSize;

/** A session's file while it is written, and what it means for the session when it can't be. */
final class OpenRecording implements Recording {

  private static final Logger LOG = LoggerFactory.getLogger(OpenRecording.class);

  private final String id;
  private final Session session;
  private final CastFile file;
  private final DataSize limit;
  private final Consumer<OpenRecording> ended;
  private Ending ending = Ending.NONE;
  private boolean closed;

  /**
   * @param ended hears once of its end
   */
  OpenRecording(
      String id, Session session, CastFile file, DataSize limit, Consumer<OpenRecording> ended) {
    this.id = id;
    this.session = session;
    this.file = file;
    this.limit = limit;
    this.ended = ended;
  }

  String id() {
    return id;
  }

  synchronized long size() {
    return file.size();
  }

  synchronized Ending ending() {
    return ending;
  }

  boolean isOf(String subject) {
    return session.subject().equals(subject);
  }

  @Override
  public synchronized boolean output(boolean error, byte[] bytes, int offset, int length) {
    if (ending == Ending.FULL && !session.terminal()) {
      return true;
    }
    if (closed) {
      return false;
    }
    try {
      if (!file.output(error, bytes, offset, length)) {
        full();
      }
      return true;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** A terminal ends; a stream, in which nobody sees what is typed anyway, goes on. */
  private void full() throws IOException {
    String most =
        limit.toMegabytes() > 0 ? limit.toMegabytes() + " MiB" : limit.toKilobytes() + " KiB";
    file.mark("the recording ends here: it reached " + most);
    ending = Ending.FULL;
    if (session.terminal()) {
      close();
      throw new Unavailable(
          "this session has ended: it is recorded, and its recording has reached "
              + most
              + " (berth.terminals.largest-recording). Open another one to go on");
    }
  }

  private Unavailable failed(IOException e) {
    LOG.warn("recording {} of {} ends: {}", id, session.containerName(), e.getMessage());
    ending = Ending.FAILED;
    close();
    return new Unavailable(
        "this session has ended: it is recorded, and its recording could not be written: "
            + e.getMessage(),
        e);
  }

  synchronized void resize(int rows, int columns) {
    try {
      if (!closed && ending == Ending.NONE) {
        file.resize(rows, columns);
      }
    } catch (IOException e) {
      LOG.debug("the next output tells the session", e);
    }
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      file.close();
    } catch (IOException e) {
      LOG.warn("the end of recording {} is not written: {}", id, e.getMessage());
      ending = ending == Ending.NONE ? Ending.FAILED : ending;
    }
    ended.accept(this);
  }
}
