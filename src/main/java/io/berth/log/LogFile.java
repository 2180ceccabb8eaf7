package io.berth.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** One file of a log, open for reading. */
final class LogFile implements Closeable {

  static final int HEADER = 16;

  private static final long MAGIC = 0x42455254_484C4731L;

  private final FileChannel channel;
  private final int number;
  private final boolean readable;
  private final long salt;
  private long size = -1;

  private LogFile(FileChannel channel, int number, boolean readable, long salt) {
    this.channel = channel;
    this.number = number;
    this.readable = readable;
    this.salt = salt;
  }

  /** Writes a file's header at the front of {@code out}. */
  static void writeHeader(ByteBuffer out, long salt) {
    out.putLong(MAGIC).putLong(salt);
  }

  /**
   * @throws java.nio.file.NoSuchFileException if it was rotated away
   */
  static LogFile open(LogDirectory directory, int number) throws IOException {
    Path path = directory.file(number);
    var channel = FileChannel.open(path, StandardOpenOption.READ);
    try {
      var header = ByteBuffer.allocate(HEADER);
      boolean readable = fill(channel, header, 0) == HEADER && header.getLong(0) == MAGIC;
      return new LogFile(channel, number, readable, header.getLong(8));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  int number() {
    return number;
  }

  /** Whether it begins as a log file does; without that it holds no records. */
  boolean readable() {
    return readable;
  }

  long salt() {
    return salt;
  }

  /** Its size when first asked for, which must be after the last write. */
  long size() throws IOException {
    if (size < 0) {
      size = readable ? channel.size() : HEADER;
    }
    return size;
  }

  /** Reads until the buffer is full or the file ends; returns how much came. */
  int fill(ByteBuffer into, long position) throws IOException {
    return fill(channel, into, position);
  }

  private static int fill(FileChannel channel, ByteBuffer into, long position) throws IOException {
    int start = into.position();
    while (into.hasRemaining()) {
      int n = channel.read(into, position + into.position() - start);
      if (n < 0) {
        break;
      }
    }
    return into.position() - start;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
