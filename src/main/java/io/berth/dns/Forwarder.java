package io.berth.dns;

import io.berth.network.SocketLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Asks other servers, from a socket of its own for each question: who answers must be who was
 * asked, at a port and with a number that nobody else knows. On the loop's thread.
 */
final class Forwarder {

  private static final int AT_ONCE = 256;

  private final SocketLoop loop;
  private int open;

  Forwarder(SocketLoop loop) {
    this.loop = loop;
  }

  /** The questions of one container that are not answered yet. */
  static final class Quota {
    private static final int OF_ONE = 64;
    private final Set<Question> open = new HashSet<>();

    boolean isFull() {
      return open.size() >= OF_ONE;
    }

    void end() {
      Set.copyOf(open).forEach(Question::failed);
    }
  }

  /**
   * @param failure what to say when nobody answers
   * @return false when too much is asked already
   */
  boolean ask(
      byte[] packet,
      boolean stream,
      List<InetSocketAddress> servers,
      Quota quota,
      byte[] failure,
      Resolver.Reply reply)
      throws IOException {
    if (open >= AT_ONCE || quota.isFull()) {
      return false;
    }
    Question question =
        new Question(
            loop,
            packet,
            stream,
            servers,
            failure,
            reply,
            done -> {
              if (quota.open.remove(done)) {
                open--;
              }
            });
    open++;
    quota.open.add(question);
    question.begin();
    return true;
  }
}
