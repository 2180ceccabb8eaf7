package io.berth.streaming;

import io.berth.security.AccessWatch;
import io.berth.security.Caller;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketSession;

/**
 * Who is connected. When the engine stops they are told to come back later, before anything says
 * that their streams have ended.
 */
@Component
final class Browsers implements SmartLifecycle {

  private static final String ATTRIBUTE = Browser.class.getName();
  private static final String WATCH = AccessWatch.class.getName();
  private static final long PATIENCE_MILLIS = 1000;

  private final AccessWatch access;
  private final Set<Browser> connected = ConcurrentHashMap.newKeySet();
  private volatile boolean running;
  private volatile boolean stopping;

  Browsers(AccessWatch access) {
    this.access = access;
  }

  Browser open(WebSocketSession session) {
    Browser browser = new Browser(session);
    session.getAttributes().put(ATTRIBUTE, browser);
    session.getAttributes().put(WATCH, access.watch(Caller.current(), () -> sendAway(browser)));
    connected.add(browser);
    if (stopping) {
      browser.close(CloseStatus.GOING_AWAY);
    }
    return browser;
  }

  private static void sendAway(Browser browser) {
    browser.close(Notice.error("your access has ended: log in again"));
  }

  /** The browser of a session that was opened here. */
  static Browser of(WebSocketSession session) {
    return (Browser) Objects.requireNonNull(session.getAttributes().get(ATTRIBUTE));
  }

  /** The connection is over, whoever ended it. */
  void closed(WebSocketSession session) {
    Browser browser = of(session);
    connected.remove(browser);
    if (session.getAttributes().get(WATCH) instanceof AccessWatch.Watch watch) {
      watch.close();
    }
    browser.close();
  }

  boolean areLeaving() {
    return stopping;
  }

  @Override
  public void start() {
    running = true;
  }

  @Override
  public void stop() {
    stopping = true;
    Set<Browser> all = Set.copyOf(connected);
    var closed = new CountDownLatch(all.size());
    for (Browser browser : all) {
      Thread.ofVirtual()
          .start(() -> {
            browser.close(CloseStatus.GOING_AWAY);
            closed.countDown();
          });
    }
    try {
      closed.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    running = false;
  }

  /** In the last phase to start and so the first to stop: {@link #getPhase()} is the default. */
  @Override
  public boolean isRunning() {
    return running;
  }
}
