package io.berth.linux.netlink;

import com.sun.jna.LastErrorException;
import com.sun.jna.NativeLong;
import io.berth.failure.BerthException;
import io.berth.linux.Errno;
import io.berth.linux.Fd;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * An rtnetlink socket. It belongs to the network namespace it was opened in, whatever thread uses
 * it later. One request at a time.
 */
final class RouteSocket implements AutoCloseable {

  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW = 3;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int NETLINK_ROUTE = 0;
  private static final int O_CLOEXEC = 0x80000;
  private static final int CLONE_NEWNET = 0x40000000;
  private static final int DATAGRAM = 64 << 10;

  private final Fd socket;
  private int sequence;

  private RouteSocket(Fd socket) {
    this.socket = socket;
  }

  /** Opens a socket in the calling thread's namespace. */
  static RouteSocket open() {
    try {
      return new RouteSocket(
          Fd.own(SocketCalls.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE)));
    } catch (LastErrorException e) {
      throw Errno.refused("socket", "AF_NETLINK", e);
    }
  }

  /**
   * Opens a socket in another namespace, on a thread that enters it and then dies.
   *
   * @param netns the namespace's file
   */
  static RouteSocket open(Path netns) {
    open().close(); // loads every class this takes before a thread leaves the host's namespace
    AtomicReference<@Nullable RouteSocket> opened = new AtomicReference<>();
    AtomicReference<@Nullable BerthException> failed = new AtomicReference<>();
    Thread thread =
        Thread.ofPlatform()
            .name("netns")
            .start(() -> {
              try (Fd file = namespace(netns)) {
                enter(file, netns);
                opened.set(open());
              } catch (BerthException e) {
                failed.set(e);
              }
            });
    join(thread);
    BerthException failure = failed.get();
    if (failure != null) {
      throw failure;
    }
    RouteSocket socket = opened.get();
    if (socket == null) {
      throw Errno.refused("setns", netns.toString(), Errno.EIO);
    }
    return socket;
  }

  /** Sends a change and waits for the kernel's word on it. */
  void apply(String what, Request request) {
    int expected = send(what, request);
    for (Answer answer : receive(what)) {
      if (answer.sequence() == expected && answer.type() == Answer.NLMSG_ERROR) {
        if (answer.errno() != 0) {
          throw Errno.refused(what, "netlink", answer.errno());
        }
        return;
      }
    }
    throw Errno.refused(what, "netlink", Errno.EIO);
  }

  /** Asks for a list. */
  List<Answer> list(String what, Request request) {
    int expected = send(what, request);
    List<Answer> answers = new ArrayList<>();
    while (true) {
      for (Answer answer : receive(what)) {
        if (answer.sequence() != expected) {
          continue;
        }
        if (answer.type() == Answer.NLMSG_DONE) {
          return answers;
        }
        if (answer.type() == Answer.NLMSG_ERROR) {
          throw Errno.refused(what, "netlink", answer.errno());
        }
        answers.add(answer);
      }
    }
  }

  private int send(String what, Request request) {
    byte[] bytes = request.bytes(++sequence);
    try {
      SocketCalls.send(socket.number(), bytes, new NativeLong(bytes.length), 0);
    } catch (LastErrorException e) {
      throw Errno.refused(what, "netlink", e);
    }
    return sequence;
  }

  private List<Answer> receive(String what) {
    byte[] datagram = new byte[DATAGRAM];
    try {
      int length =
          SocketCalls.recv(socket.number(), datagram, new NativeLong(datagram.length), 0)
              .intValue();
      return Answer.parse(datagram, length);
    } catch (LastErrorException e) {
      throw Errno.refused(what, "netlink", e);
    }
  }

  static Fd namespace(Path netns) {
    try {
      return Fd.own(SocketCalls.open(netns.toString(), O_CLOEXEC));
    } catch (LastErrorException e) {
      throw Errno.refused("open", netns.toString(), e);
    }
  }

  private static void enter(Fd file, Path netns) {
    try {
      SocketCalls.setns(file.number(), CLONE_NEWNET);
    } catch (LastErrorException e) {
      throw Errno.refused("setns", netns.toString(), e);
    }
  }

  private static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
