package io.berth.log;

import io.berth.log.LineCutter.Sink;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** A log in a directory of its own. */
final class FileLog implements ContainerLog {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<Stream, LineCutter> cutters = new EnumMap<>(Stream.class);
  private final LogDirectory directory;
  private final LogWriter writer;
  private int waiting;
  private long lastNanos;
  private volatile boolean closed;
  private volatile Place tip;
  private volatile int seals;
  private volatile boolean sealed;

  FileLog(LogDirectory directory, Options options) throws IOException {
    this.directory = directory;
    this.writer = LogWriter.open(directory, options);
    this.tip = writer.tip();
  }

  @Override
  public void append(Stream stream, byte[] bytes, int offset, int length, Instant at)
      throws IOException {
    lock.lock();
    try {
      if (closed) {
        throw new IOException("log is closed: " + directory.path());
      }
      lastNanos = Frame.nanos(at);
      cutters
          .computeIfAbsent(stream, s -> new LineCutter())
          .cut(bytes, offset, length, sink(stream));
    } finally {
      publish();
      lock.unlock();
    }
  }

  private Sink sink(Stream stream) {
    return (line, partial) -> writer.add(stream, lastNanos, partial, line);
  }

  /** Writes what was added and lets readers see it. */
  private void publish() throws IOException {
    try {
      writer.flush();
    } finally {
      tip = writer.tip();
      if (waiting > 0) {
        changed.signalAll();
      }
    }
  }

  @Override
  public void seal() {
    finish(false);
  }

  @Override
  public void unseal() {
    sealed = false;
  }

  /** Followers end; a line that is not finished yet goes on after the log is opened again. */
  @Override
  public void close() {
    closed = true;
    finish(true);
  }

  private void finish(boolean partial) {
    lock.lock();
    try {
      for (var cutter : cutters.entrySet()) {
        cutter.getValue().flush(partial, sink(cutter.getKey()));
      }
      publish();
      writer.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      sealed = true;
      seals++;
      changed.signalAll();
      lock.unlock();
    }
  }

  @Override
  public Reader read(Query query) throws IOException {
    int sealsSoFar = sealed ? seals - 1 : seals;
    Place end = tip;
    return new LogReader(this, directory, query, end, sealsSoFar);
  }

  @Override
  public long size() throws IOException {
    return directory.size();
  }

  Place tip() {
    return tip;
  }

  /** Whether output has ended at some time after {@code sealsSoFar} ends of output. */
  boolean endedSince(int sealsSoFar) {
    return seals != sealsSoFar;
  }

  /**
   * Waits for more output, for an end of output, for {@code cancelled}, or for {@code nanos}.
   *
   * @param cancelled becomes true only before {@link #wake()}
   * @return false when the time is over
   */
  boolean awaitMore(Place seen, int sealsSoFar, BooleanSupplier cancelled, long nanos)
      throws IOException {
    lock.lock();
    waiting++;
    try {
      long left = nanos;
      while (tip.equals(seen) && seals == sealsSoFar && !cancelled.getAsBoolean()) {
        if (left <= 0) {
          return false;
        }
        left = changed.awaitNanos(left);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while following a log");
    } finally {
      waiting--;
      lock.unlock();
    }
  }

  void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
