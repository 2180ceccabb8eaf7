package io.berth.linux;

import com.sun.jna.LastErrorException;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A listening Unix stream socket with a name, see unix(7). One thread at a time accepts; any other
 * may close. The name stays when it is closed.
 */
public final class UnixListener implements AutoCloseable {

  private static final int AT_FDCWD = -100;
  private static final int BACKLOG = 128;
  private static final int SHUT_RDWR = 2;

  private final Fd fd;
  private final Path path;
  private final ReentrantLock accepting = new ReentrantLock();
  private volatile boolean closed;

  private UnixListener(Fd fd, Path path) {
    this.fd = fd;
    this.path = path;
  }

  /**
   * Listens at a name that does not exist yet, with mode 0600 whatever the umask.
   *
   * @param path at most 107 bytes, in a folder that others cannot change
   */
  public static UnixListener bind(Path path) {
    byte[] address = UnixAddress.of(path);
    Fd fd = UnixAddress.socket();
    try {
      // unix_bind() takes the name's mode from the socket, so it is never wider.
      Libc.fchmod(fd.number(), 0600);
      Libc.bind(fd.number(), address, address.length);
      Libc.fchmodat(AT_FDCWD, Libc.text(path.toString()), 0600, 0);
      Libc.listen(fd.number(), BACKLOG);
      return new UnixListener(fd, path);
    } catch (LastErrorException e) {
      fd.close();
      throw Errno.refused("bind", path.toString(), e);
    }
  }

  /** Waits for a connection; null once the listener is closed. */
  public @Nullable UnixSocket accept() {
    accepting.lock();
    try {
      while (!closed) {
        try {
          return new UnixSocket(
              Fd.own(Libc.accept4(fd.number(), null, null, UnixAddress.SOCK_CLOEXEC)));
        } catch (LastErrorException e) {
          int errno = e.getErrorCode();
          if (!closed && errno != Errno.EINTR && errno != Errno.ECONNABORTED) {
            throw Errno.refused("accept4", path.toString(), errno);
          }
        }
      }
      return null;
    } finally {
      accepting.unlock();
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      Libc.shutdown(fd.number(), SHUT_RDWR); // ends a blocked accept
    } catch (LastErrorException | IllegalStateException e) {
      // closed already
    }
    accepting.lock();
    try {
      fd.close();
    } finally {
      accepting.unlock();
    }
  }
}
