package io.berth.linux;

import com.sun.jna.LastErrorException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * A connected Unix stream socket that carries descriptors beside the bytes, see unix(7). One thread
 * may send while another receives; further ones wait. {@link #close()} from any thread ends both.
 */
public final class UnixSocket implements AutoCloseable {

  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int MSG_CMSG_CLOEXEC = 0x40000000;
  private static final int SHUT_RDWR = 2;
  private static final int SOL_SOCKET = 1;
  private static final int SO_PEERCRED = 17;

  private final Fd fd;
  private final Peer peer;
  private final ReentrantLock sending = new ReentrantLock();
  private final ReentrantLock receiving = new ReentrantLock();
  private final SocketMessage outgoing = new SocketMessage();
  private final SocketMessage incoming = new SocketMessage();
  private volatile boolean closed;

  /** Takes the descriptor over, also when it fails. */
  UnixSocket(Fd fd) {
    this.fd = fd;
    int[] credentials = new int[3];
    try {
      Libc.getsockopt(fd.number(), SOL_SOCKET, SO_PEERCRED, credentials, new int[] {12});
    } catch (LastErrorException e) {
      fd.close();
      throw Errno.refused("getsockopt", "SO_PEERCRED", e);
    }
    this.peer = new Peer(credentials[0], credentials[1], credentials[2]);
  }

  public static UnixSocket connect(Path path) {
    byte[] address = UnixAddress.of(path);
    Fd fd = UnixAddress.socket();
    while (true) {
      try {
        Libc.connect(fd.number(), address, address.length);
        return new UnixSocket(fd);
      } catch (LastErrorException e) {
        if (e.getErrorCode() != Errno.EINTR) {
          fd.close();
          throw Errno.refused("connect", path.toString(), e);
        }
      }
    }
  }

  /** Two sockets connected to each other. */
  public static UnixSocket[] pair() {
    int[] fds = new int[2];
    try {
      Libc.socketpair(
          UnixAddress.AF_UNIX, UnixAddress.SOCK_STREAM | UnixAddress.SOCK_CLOEXEC, 0, fds);
    } catch (LastErrorException e) {
      throw Errno.refused("socketpair", "AF_UNIX", e);
    }
    return new UnixSocket[] {new UnixSocket(Fd.own(fds[0])), new UnixSocket(Fd.own(fds[1]))};
  }

  /**
   * Sends all bytes, waiting while the other side does not read.
   *
   * @param descriptors at most 16; they go with the first byte and stay the caller's
   */
  public void send(byte[] bytes, int offset, int length, List<Fd> descriptors) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (descriptors.size() > SocketMessage.DESCRIPTORS || length == 0 && !descriptors.isEmpty()) {
      throw new IllegalArgumentException(
          descriptors.size() + " descriptors with " + length + " bytes");
    }
    sending.lock();
    try {
      List<Fd> beside = descriptors;
      int sent = 0;
      while (sent < length) {
        if (closed) {
          throw Errno.refused("sendmsg", "closed socket", Errno.EPIPE);
        }
        outgoing.fill(bytes, offset + sent, length - sent, beside);
        int n = sendOnce();
        if (n > 0) {
          sent += n;
          beside = List.of();
        }
      }
    } finally {
      sending.unlock();
    }
  }

  private int sendOnce() {
    try {
      return (int) Libc.sendmsg(fd.number(), outgoing.header(), MSG_NOSIGNAL);
    } catch (LastErrorException e) {
      if (e.getErrorCode() == Errno.EINTR) {
        return 0;
      }
      throw Errno.refused("sendmsg", fd.toString(), e);
    }
  }

  /**
   * Waits for bytes; 0 at the end, which is also the other side's death and this side's close.
   *
   * @param arriving takes over each descriptor that came with the bytes
   */
  public int receive(byte[] buffer, int offset, int length, Consumer<Fd> arriving) {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    List<Fd> arrived = new ArrayList<>();
    int n;
    receiving.lock();
    try {
      n = receiveOnce(length);
      if (n > 0) {
        incoming.take(buffer, offset, n, arrived);
      }
    } finally {
      receiving.unlock();
    }
    hand(arrived, arriving);
    return n;
  }

  private int receiveOnce(int length) {
    while (!closed && length > 0) {
      incoming.expect(length);
      try {
        return (int) Libc.recvmsg(fd.number(), incoming.header(), MSG_CMSG_CLOEXEC);
      } catch (LastErrorException e) {
        if (e.getErrorCode() == Errno.ECONNRESET) {
          return 0;
        }
        if (e.getErrorCode() != Errno.EINTR) {
          throw Errno.refused("recvmsg", fd.toString(), e);
        }
      }
    }
    return 0;
  }

  private static void hand(List<Fd> arrived, Consumer<Fd> arriving) {
    int handed = 0;
    try {
      while (handed < arrived.size()) {
        arriving.accept(arrived.get(handed++));
      }
    } finally {
      for (Fd left : arrived.subList(handed, arrived.size())) {
        left.close();
      }
    }
  }

  /** The process that made the other end. */
  public Peer peer() {
    return peer;
  }

  @Override
  public void close() {
    closed = true;
    try {
      Libc.shutdown(fd.number(), SHUT_RDWR); // ends what is blocked, so that the locks come free
    } catch (LastErrorException | IllegalStateException e) {
      // the other side is gone, or this one is closed already
    }
    sending.lock();
    receiving.lock();
    try {
      fd.close();
      outgoing.close();
      incoming.close();
    } finally {
      receiving.unlock();
      sending.unlock();
    }
  }
}
