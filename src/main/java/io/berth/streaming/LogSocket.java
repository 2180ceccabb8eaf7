package io.berth.streaming;

import io.berth.container.Containers;
import io.berth.failure.BerthException;
import io.berth.log.ContainerLog;
import io.berth.security.Caller;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;
import org.springframework.web.util.UriTemplate;

/**
 * The log of a container, its last lines first and then as it grows. Each binary message is a
 * {@link LogMessage}. {@code ?after=TIME.COUNT} goes on after that many records of that time; what
 * else the query says is a {@link LogRange}. A slow browser slows only its own reader.
 */
final class LogSocket extends AbstractWebSocketHandler {

  static final String PATH = "/ws/containers/*/logs";

  private static final Logger LOG = LoggerFactory.getLogger(LogSocket.class);
  private static final UriTemplate TEMPLATE = new UriTemplate("/ws/containers/{id}/logs");
  private static final String FOLLOWER = "follower";
  private static final int LATEST = 1000;

  private final Browsers browsers;
  private final Containers containers;

  LogSocket(Browsers browsers, Containers containers) {
    this.browsers = browsers;
    this.containers = containers;
  }

  @Override
  public void afterConnectionEstablished(WebSocketSession session) {
    Browser browser = browsers.open(session);
    String path = Objects.requireNonNull(session.getUri()).getPath();
    String id = String.valueOf(TEMPLATE.match(path).get("id"));
    Follower follower = new Follower(browser, id, Parameters.of(session));
    session.getAttributes().put(FOLLOWER, follower);
    Thread.ofVirtual()
        .name("log-" + session.getId())
        .start(() -> follower.caller.call(follower::run));
  }

  @Override
  protected void handlePongMessage(WebSocketSession session, PongMessage message) {
    Browsers.of(session).heard();
  }

  @Override
  public void afterConnectionClosed(WebSocketSession session, CloseStatus status)
      throws IOException {
    browsers.closed(session);
    if (session.getAttributes().get(FOLLOWER) instanceof Follower follower) {
      follower.close();
    }
  }

  /** One browser's reading of one log, by a thread of its own: finding the start may take long. */
  private final class Follower {

    private final Browser browser;
    private final String container;
    private final Parameters asked;
    private final Caller caller = Caller.current();
    private volatile ContainerLog.@Nullable Reader reader;
    private volatile boolean closed;

    Follower(Browser browser, String container, Parameters asked) {
      this.browser = browser;
      this.container = container;
      this.asked = asked;
    }

    String run() {
      try {
        follow();
        if (!browsers.areLeaving() && !closed) {
          browser.close(Notice.end());
        }
      } catch (BerthException e) {
        browser.close(Notice.error(e.getMessage()));
      } catch (IOException e) {
        LOG.debug("a log's reader left", e);
      } finally {
        browser.close();
      }
      return container;
    }

    private void follow() throws IOException {
      String after = asked.text("after");
      LogRange range = LogRange.of(asked);
      LogPosition seen = after.isEmpty() ? null : LogPosition.parse(after);
      ContainerLog log = containers.logs(container).log();
      try (var opened =
          log.read(seen == null ? range.last(LATEST, true) : range.from(seen.time()))) {
        reader = opened;
        int skip = seen == null ? 0 : seen.count();
        for (var record = next(opened); record != null; record = next(opened)) {
          if (skip > 0 && seen != null && LogPosition.nanos(record.at()) == seen.nanos()) {
            skip--;
          } else {
            browser.send(LogMessage.of(record));
          }
        }
      }
    }

    private ContainerLog.@Nullable Record next(ContainerLog.Reader from) throws IOException {
      return closed ? null : from.next();
    }

    void close() throws IOException {
      closed = true;
      ContainerLog.Reader open = reader;
      if (open != null) {
        open.close();
      }
    }
  }
}
