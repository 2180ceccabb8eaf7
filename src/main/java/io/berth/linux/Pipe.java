package io.berth.linux;

import com.sun.jna.LastErrorException;
import io.berth.failure.KernelRefused;

/** Both ends of a pipe or a FIFO, close-on-exec and blocking. */
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

  /**
   * Makes a FIFO in place of what has its name. Its writing end can be read from too: whoever holds
   * it can write while nobody reads, see fifo(7).
   */
  public static Pipe named(Directory directory, String name) {
    removeName(directory, name);
    directory.makeNode(name, Open.S_IFIFO | 0600, 0, 0);
    Fd writer = directory.open(name, Open.RDWR, 0);
    try {
      return new Pipe(reader(directory, name), writer);
    } catch (RuntimeException e) {
      writer.close();
      throw e;
    }
  }

  /** Opens a FIFO for reading without waiting for a writer. */
  public static Fd reader(Directory directory, String name) {
    Fd reader = directory.open(name, Open.RDONLY | Open.NONBLOCK, 0);
    reader.nonBlocking(false);
    return reader;
  }

  /** Removes a FIFO's name, if there is one. */
  public static void removeName(Directory directory, String name) {
    try {
      directory.remove(name);
    } catch (KernelRefused e) {
      if (e.errno() != Errno.ENOENT) {
        throw e;
      }
    }
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
