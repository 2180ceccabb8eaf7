package io.berth.keeper;

import io.berth.failure.KernelRefused;
import io.berth.keeper.wire.BadMessage;
import io.berth.keeper.wire.Channel;
import io.berth.keeper.wire.Channel.Letter;
import io.berth.keeper.wire.Failures;
import io.berth.keeper.wire.Message;
import io.berth.keeper.wire.Message.Answer;
import io.berth.keeper.wire.Message.Request;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/** One connection to one keeper, until either is gone. Thread-safe. */
final class Link implements AutoCloseable {

  /** The connection ended before the answer came. */
  static final class Lost extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static final Letter LOST = new Letter(new Message.Done(-1), List.of());

  private final Channel channel;
  private final Consumer<Message.Event> events;
  private final Consumer<Link> lost;
  private final AtomicLong calls = new AtomicLong();
  private final Map<Long, LinkedBlockingQueue<Letter>> waiting = new ConcurrentHashMap<>();
  private volatile boolean gone;

  /**
   * @param events told on the link's own thread
   * @param lost called once, on the link's own thread, when it has ended
   */
  Link(Channel channel, Consumer<Message.Event> events, Consumer<Link> lost) {
    this.channel = channel;
    this.events = events;
    this.lost = lost;
  }

  void start() {
    Thread.ofPlatform().daemon().name("berth-keeper-link").start(this::receive);
  }

  private void receive() {
    try (channel) {
      for (Letter letter = channel.receive(); letter != null; letter = channel.receive()) {
        switch (letter.message()) {
          case Answer answer -> deliver(answer.call(), letter);
          case Message.Event event -> events.accept(event);
          case Request _ -> letter.close();
        }
      }
    } catch (KernelRefused | BadMessage e) {
      // as good as gone
    } finally {
      gone = true;
      waiting.values().forEach(queue -> queue.add(LOST));
      channel.discard();
      lost.accept(this);
    }
  }

  private void deliver(long call, Letter letter) {
    LinkedBlockingQueue<Letter> queue = waiting.get(call);
    if (queue == null) {
      letter.close();
    } else {
      queue.add(letter);
    }
  }

  /** A request under way; closed when no more answers are wanted. */
  final class Call implements AutoCloseable {
    private final long number = calls.incrementAndGet();
    private final LinkedBlockingQueue<Letter> answers = new LinkedBlockingQueue<>();

    private Call(LongFunction<Request> request) {
      waiting.put(number, answers);
      say(request.apply(number));
      if (gone) {
        answers.add(LOST);
      }
    }

    long number() {
      return number;
    }

    /**
     * The next answer.
     *
     * @throws Lost the link ended
     * @throws io.berth.failure.BerthException what the keeper failed with
     */
    Letter await() {
      boolean interrupted = false;
      try {
        while (true) {
          try {
            Letter letter = answers.take();
            if (letter == LOST) {
              throw new Lost();
            }
            if (letter.message() instanceof Message.Failed failed) {
              throw Failures.heard(failed);
            }
            return letter;
          } catch (InterruptedException e) {
            interrupted = true; // answers come soon, or the link ends
          }
        }
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }

    @Override
    public void close() {
      waiting.remove(number);
      answers.forEach(Letter::close);
    }
  }

  Call call(LongFunction<Request> request) {
    return new Call(request);
  }

  /** One request, one answer. */
  Letter ask(LongFunction<Request> request) {
    try (Call call = call(request)) {
      return call.await();
    }
  }

  boolean isGone() {
    return gone;
  }

  void say(Message message) {
    try {
      channel.send(message, List.of());
    } catch (KernelRefused e) {
      channel.close(); // whoever waits is told that the link is lost
    }
  }

  @Override
  public void close() {
    channel.close();
  }
}
