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
  private final @Nullable Follower follower;
  private final Set<Stream> wanted;
  private final long since;
  private final long until;
  private final ByteBuffer window = Forward.newWindow();

  /** Where to stop; null while more may come. */
  private @Nullable Place end;

  private int nextNumber;
  private long nextOffset;
  private boolean lastLook;
  private boolean finished;
  private volatile @Nullable Forward walk;
  private volatile boolean closed;

  /**
   * @param follower null when not following; hears of changes already
   */
  LogReader(FileLog log, LogDirectory directory, Query query, @Nullable Follower follower)
      throws IOException {
    this.log = log;
    this.directory = directory;
    this.query = query;
    this.follower = follower;
    this.wanted = Start.wanted(query);
    this.since = Frame.nanos(query.since(), Long.MIN_VALUE);
    this.until = Frame.nanos(query.until(), Long.MAX_VALUE);
    Place tip = Tip.of(directory);
    Place start = Start.of(directory, query, tip);
    this.end = follower == null ? tip : null;
    this.nextNumber = start.number();
    this.nextOffset = start.offset();
    enter(start.number());
  }

  @Override
  public @Nullable Record next() throws IOException {
    try {
      while (!finished && !closed) {
        long changes = follower == null ? 0 : follower.changes();
        findEnd();
        Record record = nextOnDisk();
        if (record != null) {
          return record;
        }
        finished = finished || follower == null || end != null;
        if (!finished && follower != null) {
          finished = !follower.await(changes, patience());
        }
      }
    } catch (ClosedChannelException e) {
      if (!closed) {
        throw e;
      }
    }
    stopFollowing();
    return null;
  }

  /** Once no more comes, what is on disk is the rest. */
  private void findEnd() throws IOException {
    if (end == null && follower != null && follower.ended()) {
      Place tip = Tip.of(directory);
      Forward file = walk;
      end =
          file != null && file.file().number() > tip.number() // deleted, and still open
              ? new Place(file.file().number(), Long.MAX_VALUE)
              : tip;
    }
  }

  private @Nullable Record nextOnDisk() throws IOException {
    while (!finished && !closed) {
      Forward file = walk;
      if (file == null) {
        if (!enter(nextNumber)) {
          return null;
        }
      } else if (file.advance(limit(file.file().number()))) {
        finished = file.nanos() > until;
        if (!finished && file.nanos() >= since && wanted.contains(file.stream())) {
          Record record = file.record();
          if (query.filter() == null || query.filter().matches(record.bytes())) {
            return record;
          }
        }
      } else if (lastLook) {
        leave(file);
      } else if (hasSuccessor(file.file().number())) {
        lastLook = true; // the writer may have added to it before it began the next one
      } else {
        return null;
      }
    }
    return null;
  }

  private long limit(int number) {
    return end != null && end.number() == number ? end.offset() : Long.MAX_VALUE;
  }

  private boolean hasSuccessor(int number) throws IOException {
    return end != null ? number < end.number() : directory.atLeast(number + 1) != LogDirectory.NONE;
  }

  /** Opens the first file that still exists from this number on. */
  private boolean enter(int number) throws IOException {
    int n = number;
    while (n != LogDirectory.NONE && (end == null || n <= end.number())) {
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
    lastLook = false;
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

  /** Nanoseconds until the query's end. */
  private long patience() {
    Instant last = query.until();
    if (last == null) {
      return Long.MAX_VALUE;
    }
    Duration left = Duration.between(Instant.now(), last);
    return left.toDays() > 365 ? Long.MAX_VALUE : left.toNanos();
  }

  private void stopFollowing() {
    if (follower != null) {
      log.leave(follower);
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    if (follower != null) {
      follower.changed();
    }
    stopFollowing();
    Forward file = walk;
    if (file != null) {
      file.file().close();
    }
  }
}
