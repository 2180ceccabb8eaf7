package io.berth.log;

import io.berth.log.ContainerLog.Stream;
import io.berth.log.LineCutter.Sink;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The writing side of a container's log: the only one for its directory. What {@link #append} wrote
 * is seen by the readers of any process. Opening the same directory again continues the log.
 *
 * <p>Thread-safe. Holds a file only between an append and the end of the run.
 */
public final class LogAppender implements Closeable {

  /** In nanoseconds; less is the same moment seen twice. */
  private static final long CLOCK_SET_BACK = 1_000_000_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Stream, LineCutter> cutters = new EnumMap<>(Stream.class);
  private final Path directory;
  private final LogWriter writer;
  private long now;
  private long lastNanos;
  private boolean closed;

  private LogAppender(Path directory, LogWriter writer) {
    this.directory = directory;
    this.writer = writer;
  }

  /**
   * @param maxFileBytes size at which a file is rotated
   * @param maxFiles files kept, the current one included
   */
  public record Options(long maxFileBytes, int maxFiles) {
    public static final Options DEFAULT = new Options(20L << 20, 5);
  }

  /** Goes on with the log in a directory, which is made where missing. */
  public static LogAppender open(Path directory, Options options) throws IOException {
    Files.createDirectories(directory);
    return new LogAppender(directory, LogWriter.open(new LogDirectory(directory), options));
  }

  /**
   * Appends a piece of output. Pieces of one stream must come in order; they are cut into records
   * at line ends.
   */
  public void append(Stream stream, byte[] bytes, int offset, int length, Instant at)
      throws IOException {
    lock.lock();
    try {
      if (closed) {
        throw new IOException("log is closed: " + directory);
      }
      now = Frame.nanos(at);
      cutters
          .computeIfAbsent(stream, _ -> new LineCutter())
          .cut(bytes, offset, length, sink(stream));
      writer.flush();
    } finally {
      lock.unlock();
    }
  }

  private Sink sink(Stream stream) {
    return (line, partial) -> writer.add(stream, next(), partial, line);
  }

  /** A time of its own for each record, by which readers find it again; clocks may be set back. */
  private long next() {
    lastNanos = now > lastNanos || lastNanos - now > CLOCK_SET_BACK ? now : lastNanos + 1;
    return lastNanos;
  }

  /**
   * The run is over: lines that are not finished are written as they are, and the file is closed
   * until the next append.
   */
  public void seal() throws IOException {
    finish(false);
  }

  /** A line that is not finished yet goes on after the log is opened again. */
  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      closed = true;
      finish(true);
    } finally {
      lock.unlock();
    }
  }

  private void finish(boolean partial) throws IOException {
    lock.lock();
    try (writer) {
      for (var cutter : cutters.entrySet()) {
        cutter.getValue().flush(partial, sink(cutter.getKey()));
      }
      writer.flush();
    } finally {
      lock.unlock();
    }
  }
}
