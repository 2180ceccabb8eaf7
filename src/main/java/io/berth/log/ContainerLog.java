package io.berth.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The log of one container as its readers see it, while a {@link LogAppender}, perhaps in another
 * process, writes it. Reading never changes a file. Thread-safe.
 *
 * <p>A log opens unsealed: followers wait for more until {@link #seal()} says that the run is over.
 */
public interface ContainerLog extends AutoCloseable {

  enum Stream {
    STDIN,
    STDOUT,
    STDERR
  }

  /**
   * Says that no more output comes for now: followers end after what is on disk. Called after the
   * appender was sealed.
   */
  void seal();

  /** Says that output comes again. Called before the container is started again. */
  void unseal();

  /**
   * Opens a reader at the place the query asks for. Without {@code follow} it ends where the log
   * ends now.
   *
   * @throws io.berth.failure.Unavailable the kernel's limits allow no further follower
   */
  Reader read(Query query) throws IOException;

  /** Bytes on disk. */
  long size() throws IOException;

  /** Seals it; readers that are open may go on to what was its end. */
  @Override
  void close();

  /**
   * @param tail number of last lines, or -1 for all
   * @param since records at or after this
   * @param until records at or before this
   * @param follow whether the reader waits for more; it ends when the log is sealed
   * @param filter what else chooses records, each by itself also when it is part of a long line;
   *     the tail counts those it chooses. Null for none
   */
  record Query(
      boolean stdout,
      boolean stderr,
      int tail,
      @Nullable Instant since,
      @Nullable Instant until,
      boolean follow,
      @Nullable LineFilter filter) {

    public Query(
        boolean stdout,
        boolean stderr,
        int tail,
        @Nullable Instant since,
        @Nullable Instant until,
        boolean follow) {
      this(stdout, stderr, tail, since, until, follow, null);
    }
  }

  /**
   * One line of output with its line end, or a part of a long line.
   *
   * @param partial whether the line goes on in the stream's next record
   */
  record Record(Stream stream, Instant at, byte[] bytes, boolean partial) {}

  /** A pull cursor. {@link #close()} from any thread ends a waiting {@link #next()}. */
  interface Reader extends Closeable {
    /** The next record, or null at the end. Blocks when following. */
    @Nullable Record next() throws IOException;
  }

  /** Opens logs; implemented in this room. */
  interface Factory extends AutoCloseable {
    /** Opens the log in a directory, which is made where missing. */
    ContainerLog open(Path directory) throws IOException;

    /** Ends the followers of all its logs. */
    @Override
    void close();
  }
}
