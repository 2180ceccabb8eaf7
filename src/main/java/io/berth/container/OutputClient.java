package io.berth.container;

import io.berth.log.ContainerLog;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What one attached client has still to be sent. Thread-safe. */
final class OutputClient implements AutoCloseable {

  /** How long a full queue may stand still, such as when somebody pauses a pager. */
  static final Duration PATIENCE = Duration.ofMinutes(30);

  private static final int LIMIT = 1 << 20;

  /** The bytes are never changed. */
  record Piece(ContainerLog.Stream stream, byte[] bytes) {}

  private final boolean stdout;
  private final boolean stderr;
  private final Consumer<OutputClient> gone;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Piece> queue = new ArrayDeque<>();
  private int queued;
  private boolean taken;
  private boolean lifted;
  private boolean ended;
  private boolean closed;

  OutputClient(boolean stdout, boolean stderr, Consumer<OutputClient> gone) {
    this.stdout = stdout;
    this.stderr = stderr;
    this.gone = gone;
  }

  boolean wants(ContainerLog.Stream stream) {
    return stream == ContainerLog.Stream.STDERR ? stderr : stdout;
  }

  void put(Piece piece) throws InterruptedException {
    lock.lock();
    try {
      while (queued >= LIMIT && !lifted && !closed) {
        int before = queued;
        boolean signalled =
            changed.await(PATIENCE.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
        if (!signalled && queued == before) {
          close();
        }
      }
      if (!closed && !ended) {
        queue.add(piece);
        queued += piece.bytes().length;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The next piece; null at the end of the output or when closed. */
  @Nullable Piece take() throws InterruptedException {
    lock.lock();
    try {
      taken = false;
      changed.signalAll();
      while (queue.isEmpty() && !ended && !closed) {
        changed.await();
      }
      Piece piece = closed ? null : queue.poll();
      if (piece != null) {
        taken = true;
        queued -= piece.bytes().length;
      }
      changed.signalAll();
      return piece;
    } finally {
      lock.unlock();
    }
  }

  void lift() {
    lock.lock();
    try {
      lifted = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Ends it after a last piece, for which there is always room. */
  void end(Piece last) {
    lock.lock();
    try {
      if (!ended && !closed) {
        queue.add(last);
        queued += last.bytes().length;
      }
      lifted = true;
      end();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until everything was sent, or the time is over. */
  void awaitSent(Duration time) throws InterruptedException {
    long nanos = time.toNanos();
    lock.lock();
    try {
      while ((!queue.isEmpty() || taken) && !closed && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      queue.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    gone.accept(this);
  }
}
