package io.berth.log;

import io.berth.log.ContainerLog.Stream;
import io.berth.log.Frame.Slice;
import io.berth.log.LogAppender.Options;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/** Writes records to the newest file and begins the next one in time. Not thread-safe. */
final class LogWriter implements Closeable {

  private static final int LARGEST_BATCH = 64 << 10;
  private static final int LARGEST_KEPT = 4 << 10;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final LogDirectory directory;
  private final Options options;
  private @Nullable RandomAccessFile file;
  private ByteBuffer batch = NOTHING;
  private long salt;
  private Place tip;
  private boolean nextFileFirst;

  private LogWriter(LogDirectory directory, Options options, Place tip, long salt) {
    this.directory = directory;
    this.options = options;
    this.tip = tip;
    this.salt = salt;
  }

  /** Goes on where the newest file ends, after cutting off what a crash left there. */
  static LogWriter open(LogDirectory directory, Options options) throws IOException {
    int[] numbers = directory.numbers();
    if (numbers.length == 0) {
      return new LogWriter(directory, options, Place.BEFORE_ALL, 0);
    }
    int newest = numbers[numbers.length - 1];
    for (int n : numbers) {
      if (n <= newest - options.maxFiles()) {
        directory.delete(n);
      }
    }
    try (var newestFile = LogFile.open(directory, newest)) {
      if (!newestFile.readable()) {
        return new LogWriter(directory, options, new Place(newest, LogFile.HEADER), 0).full();
      }
      long end = Tip.endOf(newestFile);
      return new LogWriter(directory, options, new Place(newest, end), newestFile.salt());
    }
  }

  private LogWriter full() {
    nextFileFirst = true;
    return this;
  }

  /** Adds a record to the batch, which {@link #flush()} writes. */
  void add(Stream stream, long nanos, boolean partial, Slice line) throws IOException {
    int size = line.length() + Frame.OVERHEAD;
    long filled = tip.offset() + batch.position();
    if (nextFileFirst || tip.equals(Place.BEFORE_ALL) || overflows(filled, size)) {
      flush();
      beginFile();
    }
    if (batch.remaining() < size) {
      makeRoom(size);
    }
    Frame.write(batch, salt, stream, nanos, partial, line);
  }

  private boolean overflows(long filled, int size) {
    return filled + size > options.maxFileBytes() && filled > LogFile.HEADER;
  }

  private void makeRoom(int size) throws IOException {
    if (batch.position() + size > LARGEST_BATCH) {
      flush();
    }
    int needed = batch.position() + size;
    if (batch.capacity() < needed) {
      var larger = ByteBuffer.allocate(Math.clamp(2L * needed, 1024, LARGEST_BATCH));
      batch = larger.put(batch.flip());
    }
  }

  /**
   * Writes the batch with one call. When that fails, the records that were written whole stay,
   * because somebody may have read them, and the rest is lost.
   */
  void flush() throws IOException {
    if (batch.position() == 0) {
      return;
    }
    RandomAccessFile out = file();
    ByteBuffer written = batch.flip();
    int length = written.limit();
    try {
      out.write(written.array(), 0, length);
      tip = new Place(tip.number(), tip.offset() + length);
    } catch (IOException e) {
      takeBack(out, written, e);
      throw e;
    } finally {
      batch = written.capacity() > LARGEST_KEPT ? NOTHING : written.clear();
    }
  }

  private void takeBack(RandomAccessFile out, ByteBuffer written, IOException failure) {
    try {
      written.limit(Math.clamp(out.length() - tip.offset(), 0, written.limit()));
      int whole = 0;
      for (int n = 0; n >= 0; n = Frame.sizeAt(written, whole, salt)) {
        whole += n;
      }
      tip = new Place(tip.number(), tip.offset() + whole);
      out.setLength(tip.offset());
      out.seek(tip.offset());
    } catch (IOException e) {
      nextFileFirst = true;
      failure.addSuppressed(e);
    }
  }

  private void beginFile() throws IOException {
    int number = tip.number() + 1;
    close();
    nextFileFirst = true;
    long newSalt = RANDOM.nextLong();
    var header = ByteBuffer.allocate(LogFile.HEADER);
    LogFile.writeHeader(header, newSalt);
    var next = new RandomAccessFile(directory.file(number).toFile(), "rw");
    file = next;
    next.setLength(0);
    next.write(header.array());
    salt = newSalt;
    tip = Place.beginningOf(number);
    nextFileFirst = false;
    directory.delete(number - Math.max(1, options.maxFiles()));
  }

  private RandomAccessFile file() throws IOException {
    RandomAccessFile open = file;
    if (open == null) {
      open = new RandomAccessFile(directory.file(tip.number()).toFile(), "rw");
      file = open;
      open.setLength(tip.offset());
      open.seek(tip.offset());
    }
    return open;
  }

  /** Closes the file and frees the batch; the next record opens it again. */
  @Override
  public void close() throws IOException {
    batch = NOTHING;
    RandomAccessFile open = file;
    file = null;
    if (open != null) {
      open.close();
    }
  }
}
