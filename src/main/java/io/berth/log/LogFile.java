package io.berth.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** One file of a log, open for reading while another process may be writing it. */
final class LogFile implements Closeable {

  static final int HEADER = 16;

  private static final long MAGIC = 0x42455254_484C4731L;

  private final FileChannel channel;
  private final int number;
  private boolean readable;
  private long salt;

  private LogFile(FileChannel channel, int number) {
    this.channel = channel;
    this.number = number;
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
    return new LogFile(FileChannel.open(path, StandardOpenOption.READ), number);
  }

  int number() {
    return number;
  }

  /** Whether it begins as a log file does; until it does it holds no records. */
  boolean readable() throws IOException {
    if (!readable) {
      var header = ByteBuffer.allocate(HEADER);
      if (fill(header, 0) == HEADER && header.getLong(0) == MAGIC) {
        salt = header.getLong(8);
        readable = true;
      }
    }
    return readable;
  }

  /** What its checksums begin with, once it is {@link #readable()}. */
  long salt() {
    return salt;
  }

  /** Its size now; the last record may not be whole. */
  long size() throws IOException {
    return readable() ? channel.size() : HEADER;
  }

  /** Reads until the buffer is full or the file ends; returns how much came. */
  int fill(ByteBuffer into, long position) throws IOException {
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
