package io.berth.linux.netlink;

import com.sun.jna.LastErrorException;
import com.sun.jna.NativeLong;
import io.berth.linux.Errno;
import io.berth.linux.Fd;
import io.berth.linux.NamespaceThread;
import io.berth.linux.Namespaces;
import io.berth.linux.Open;
import io.berth.linux.RootPath;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An rtnetlink socket. It belongs to the network namespace it was opened in, whatever thread uses
 * it later. One request at a time.
 */
final class RouteSocket implements AutoCloseable {

  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW = 3;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int NETLINK_ROUTE = 0;
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
    return NamespaceThread.call(
        "netns",
        () -> {
          try (Fd file = namespace(netns)) {
            Namespaces.enter(file, Namespaces.NETWORK);
            return open();
          }
        });
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
    return RootPath.openHost(netns, Open.RDONLY);
  }

  @Override
  public void close() {
    socket.close();
  }
}
