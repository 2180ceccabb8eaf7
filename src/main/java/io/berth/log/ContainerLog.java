package io.berth.log;

import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The log of one container: one writer, any number of readers. Survives the engine: opening the
 * same directory again continues it.
 */
public interface ContainerLog extends AutoCloseable {

  enum Stream {
    STDIN,
    STDOUT,
    STDERR
  }

  /**
   * Appends a piece of output. Thread-safe; pieces of one stream must come in order. The log cuts
   * them into records at line ends itself.
   */
  void append(Stream stream, byte[] bytes, int offset, int length, Instant at) throws IOException;

  /** Says that no more output comes for now (the container stopped): followers end. */
  void seal();

  /** Says that output comes again (the container was started again). */
  void unseal();

  /** Opens a reader at the place the query asks for. */
  Reader read(Query query) throws IOException;

  /** Bytes on disk. */
  long size() throws IOException;

  @Override
  void close();

  /**
   * @param tail number of last lines, or -1 for all
   * @param since records at or after this
   * @param until records at or before this
   * @param follow whether the reader waits for more; it ends when the log is sealed
   */
  record Query(
      boolean stdout,
      boolean stderr,
      int tail,
      @Nullable Instant since,
      @Nullable Instant until,
      boolean follow) {}

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
  interface Factory {
    ContainerLog open(java.nio.file.Path directory, Options options) throws IOException;
  }

  /**
   * @param maxFileBytes size at which a file is rotated
   * @param maxFiles files kept, the current one included
   */
  record Options(long maxFileBytes, int maxFiles) {
    public static final Options DEFAULT = new Options(20L << 20, 5);
  }
}
