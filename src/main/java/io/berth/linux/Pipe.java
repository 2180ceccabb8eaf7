package io.berth.linux;

import com.sun.jna.LastErrorException;

/** Both ends of a pipe, close-on-exec. */
public record Pipe(Fd reader, Fd writer) implements AutoCloseable {

  public static Pipe open() {
    int[] fds = new int[2];
    try {
      Libc.pipe2(fds, Open.CLOEXEC);
    } catch (LastErrorException e) {
      throw Errno.refused("pipe2", "", e);
    }
    return new Pipe(Fd.own(fds[0]), Fd.own(fds[1]));
  }

  /** Lets a process of that user reopen its standard stream by /dev/stdout and the like. */
  public void owner(int uid, int gid) {
    Directory.owner(reader, uid, gid);
    Directory.owner(writer, uid, gid);
  }

  @Override
  public void close() {
    reader.close();
    writer.close();
  }
}
