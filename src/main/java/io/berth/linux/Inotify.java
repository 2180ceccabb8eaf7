package io.berth.linux;

import com.sun.jna.LastErrorException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Tells what changes in directories, see inotify(7). One thread at a time waits; any other may add
 * and remove watches, and close. Closing removes all watches.
 */
public final class Inotify implements AutoCloseable {

  public static final int MODIFY = 0x2;
  public static final int MOVED_TO = 0x80;
  public static final int CREATE = 0x100;
  public static final int ONLYDIR = 0x1000000;

  private static final int OVERFLOW = 0x4000;
  private static final int IGNORED = 0x8000;
  // struct inotify_event: wd, mask, cookie, len, then a name of len bytes
  private static final int HEADER = 16;
  private static final int BUFFER = 16 << 10;

  private final WakeableFd fd;
  private final ReentrantLock changing = new ReentrantLock();
  private final byte[] buffer = new byte[BUFFER];

  /**
   * @throws io.berth.failure.KernelRefused {@code EMFILE} when the user has too many instances
   */
  public Inotify() {
    try {
      fd = new WakeableFd(Fd.own(Libc.inotify_init1(Open.CLOEXEC)));
    } catch (LastErrorException e) {
      throw Errno.refused("inotify_init1", "", e);
    }
  }

  /**
   * Something that happened.
   *
   * @param watch the number that {@link #add} returned, or -1
   */
  public record Event(int watch, int mask) {

    /** Whether events were lost: anything may have changed. */
    public boolean overflow() {
      return (mask & OVERFLOW) != 0;
    }

    /** Whether the watch is gone: it was removed, or its directory was. */
    public boolean ignored() {
      return (mask & IGNORED) != 0;
    }
  }

  /**
   * Watches a directory; the same one again changes its watch's mask and returns the same number.
   *
   * @throws io.berth.failure.KernelRefused {@code ENOSPC} when the user has too many watches
   */
  public int add(Path directory, int mask) {
    byte[] path = Libc.text(directory.toString());
    changing.lock();
    try {
      return Libc.inotify_add_watch(fd.fd().number(), path, mask);
    } catch (LastErrorException e) {
      throw Errno.refused("inotify_add_watch", directory.toString(), e);
    } finally {
      changing.unlock();
    }
  }

  /** Removes a watch; does nothing when it is gone. */
  public void remove(int watch) {
    changing.lock();
    try {
      Libc.inotify_rm_watch(fd.fd().number(), watch);
    } catch (LastErrorException e) {
      if (e.getErrorCode() != Errno.EINVAL) {
        throw Errno.refused("inotify_rm_watch", Integer.toString(watch), e);
      }
    } finally {
      changing.unlock();
    }
  }

  /** Waits for events; none come once it is closed. */
  public List<Event> await() {
    fd.working().lock();
    try {
      if (!fd.isClosed()) {
        fd.await(WakeableFd.POLLIN);
      }
      return fd.isClosed() ? List.of() : parse(buffer, Io.read(fd.fd(), buffer));
    } finally {
      fd.working().unlock();
    }
  }

  static List<Event> parse(byte[] bytes, int length) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    List<Event> events = new ArrayList<>();
    for (int at = 0; at < length; at += HEADER + in.getInt(at + 12)) {
      events.add(new Event(in.getInt(at), in.getInt(at + 4)));
    }
    return events;
  }

  @Override
  public void close() {
    changing.lock();
    try {
      fd.close();
    } finally {
      changing.unlock();
    }
  }
}
