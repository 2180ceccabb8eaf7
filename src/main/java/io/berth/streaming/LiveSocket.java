package io.berth.streaming;

import io.berth.security.Caller;
import io.berth.team.SeenEvents;
import java.io.IOException;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;

/**
 * Tells a page when to draw itself again: {@code {"type":"changed","topics":["container"]}}. Only
 * what kind of thing has changed is said, not which: the page asks for itself, and so sees what its
 * person may see.
 */
final class LiveSocket extends AbstractWebSocketHandler {

  static final String PATH = "/ws/live";

  private static final Logger LOG = LoggerFactory.getLogger(LiveSocket.class);
  private static final String EVENTS = "events";

  private final Browsers browsers;
  private final SeenEvents seen;

  LiveSocket(Browsers browsers, SeenEvents seen) {
    this.browsers = browsers;
    this.seen = seen;
  }

  @Override
  public void afterConnectionEstablished(WebSocketSession session) {
    Browser browser = browsers.open(session);
    Caller caller = Caller.current();
    Topics events = new Topics(() -> caller.call(() -> seen.subscribe(null)));
    session.getAttributes().put(EVENTS, events);
    Thread.ofVirtual().name("live-" + session.getId()).start(() -> follow(browser, events));
  }

  private static void follow(Browser browser, Topics events) {
    try (browser) {
      for (Set<String> topics = events.next(); !topics.isEmpty(); topics = events.next()) {
        browser.say(Notice.changed(topics));
      }
    } catch (IOException e) {
      LOG.debug("a page left", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  protected void handlePongMessage(WebSocketSession session, PongMessage message) {
    Browsers.of(session).heard();
  }

  @Override
  public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
    browsers.closed(session);
    if (session.getAttributes().get(EVENTS) instanceof Topics events) {
      events.close();
    }
  }
}
