package io.berth.log;

import io.berth.log.ContainerLog.Query;
import io.berth.log.ContainerLog.Record;
import io.berth.log.ContainerLog.Stream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads from a place to the log's end as it was at the start, or on and on when following. */
final class LogReader implements ContainerLog.Reader {

  private final FileLog log;
  private final LogDirectory directory;
  private final Query query;
  private final Place end;
  private final int sealsSoFar;
  private final Set<Stream> wanted;
  private final long since;
  private final long until;
  private final ByteBuffer window = Forward.newWindow();
  private int nextNumber;
  private long nextOffset;
  private boolean finished;
  private volatile @Nullable Forward walk;
  private volatile boolean closed;

  LogReader(FileLog log, LogDirectory directory, Query query, Place end, int sealsSoFar)
      throws IOException {
    this.log = log;
    this.directory = directory;
    this.query = query;
    this.end = end;
    this.sealsSoFar = sealsSoFar;
    this.wanted = Start.wanted(query);
    this.since = Frame.nanos(query.since(), Long.MIN_VALUE);
    this.until = Frame.nanos(query.until(), Long.MAX_VALUE);
    Place start = Start.of(directory, query, end);
    this.nextNumber = start.number();
    this.nextOffset = start.offset();
    enter(start.number(), end);
  }

  @Override
  public @Nullable Record next() throws IOException {
    try {
      while (!finished && !closed) {
        boolean ended = !query.follow() || log.endedSince(sealsSoFar);
        Place tip = query.follow() ? log.tip() : end;
        Record record = nextBefore(tip);
        if (record != null) {
          return record;
        }
        finished = finished || ended || !awaitMore(tip);
      }
      return null;
    } catch (ClosedChannelException e) {
      if (closed) {
        return null;
      }
      throw e;
    }
  }

  private @Nullable Record nextBefore(Place tip) throws IOException {
    while (!finished && !closed) {
      Forward file = walk;
      if (file == null) {
        if (nextNumber > tip.number() || !enter(nextNumber, tip)) {
          return null;
        }
      } else if (file.advance(limit(file.file(), tip))) {
        finished = file.nanos() > until;
        if (!finished && file.nanos() >= since && wanted.contains(file.stream())) {
          return file.record();
        }
      } else if (file.file().number() < tip.number()) {
        leave(file);
      } else {
        return null;
      }
    }
    return null;
  }

  private static long limit(LogFile file, Place tip) throws IOException {
    return file.number() == tip.number() ? tip.offset() : file.size();
  }

  /**
   * Opens the first file that still exists from this number on. A file past the tip is still being
   * begun and may lack its header.
   */
  private boolean enter(int number, Place tip) throws IOException {
    int n = number;
    while (n != LogDirectory.NONE && n <= tip.number()) {
      try {
        open(n, n == number ? nextOffset : LogFile.HEADER);
        return true;
      } catch (NoSuchFileException e) {
        n = directory.atLeast(n + 1);
      }
    }
    return false;
  }

  private void open(int number, long offset) throws IOException {
    LogFile file = LogFile.open(directory, number);
    walk = new Forward(file, offset, window);
    if (closed) {
      file.close();
    }
  }

  private void leave(Forward file) throws IOException {
    nextNumber = file.file().number() + 1;
    nextOffset = LogFile.HEADER;
    walk = null;
    file.file().close();
  }

  private boolean awaitMore(Place seen) throws IOException {
    return log.awaitMore(seen, sealsSoFar, () -> closed, patience());
  }

  /** Nanoseconds until the query's end. */
  private long patience() {
    Instant last = query.until();
    if (last == null) {
      return Long.MAX_VALUE;
    }
    Duration left = Duration.between(Instant.now(), last);
    return left.toDays() > 365 ? Long.MAX_VALUE : left.toNanos();
  }

  @Override
  public void close() throws IOException {
    closed = true;
    log.wake();
    Forward file = walk;
    if (file != null) {
      file.file().close();
    }
  }
}
