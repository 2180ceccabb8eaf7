package io.berth.files;

import io.berth.linux.Fd;
import io.berth.linux.Io;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** An open regular file. Used by one thread. */
public final class FileContent implements AutoCloseable {

  private static final int BUFFER = 128 * 1024;

  private final FileStat stat;
  private final Fd fd;

  FileContent(FileStat stat, Fd fd) {
    this.stat = stat;
    this.fd = fd;
  }

  public FileStat stat() {
    return stat;
  }

  /**
   * Writes exactly as many bytes as {@link #stat} says.
   *
   * @throws IOException the file has become shorter
   */
  public void writeTo(OutputStream out) throws IOException {
    byte[] buffer = new byte[BUFFER];
    for (long left = stat.size(); left > 0; ) {
      int n = (int) Math.min(left, Io.read(fd, buffer));
      if (n == 0) {
        throw new IOException("the file has become shorter while it was read");
      }
      out.write(buffer, 0, n);
      left -= n;
    }
    out.flush();
  }

  /** The first bytes, at most so many. */
  public byte[] head(int most) {
    byte[] head = new byte[most];
    byte[] buffer = new byte[Math.min(most, BUFFER)];
    int length = 0;
    while (length < most) {
      int n = Math.min(Io.read(fd, buffer), most - length);
      if (n == 0) {
        break;
      }
      System.arraycopy(buffer, 0, head, length, n);
      length += n;
    }
    return Arrays.copyOf(head, length);
  }

  @Override
  public void close() {
    fd.close();
  }
}
