package io.berth.streaming;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;

/**
 * One browser's end of a WebSocket. Tells it now and then that the engine is there, and lets go of
 * one that has not been heard for a while. Thread-safe; a browser that reads slowly holds up who
 * sends.
 */
final class Browser implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Browser.class);
  private static final Duration BEAT = Duration.ofSeconds(15);
  private static final Duration SILENCE = Duration.ofSeconds(50);

  private final WebSocketSession session;
  private final ReentrantLock sending = new ReentrantLock();
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile long heardAt = System.nanoTime();

  Browser(WebSocketSession session) {
    this.session = session;
    Thread.ofVirtual().name("beat-" + session.getId()).start(this::beat);
  }

  /**
   * @throws IOException the browser has gone
   */
  void send(byte[] bytes) throws IOException {
    send(new BinaryMessage(bytes));
  }

  /**
   * @throws IOException the browser has gone
   */
  void say(Notice notice) throws IOException {
    send(new TextMessage(Notice.MAPPER.writeValueAsString(notice)));
  }

  /** Says a last word, if anybody still hears it. */
  void close(Notice last) {
    try {
      say(last);
    } catch (IOException e) {
      LOG.debug("a browser left", e);
    }
    close();
  }

  private void send(WebSocketMessage<?> message) throws IOException {
    sending.lock();
    try {
      session.sendMessage(message);
    } catch (IllegalStateException e) { // closed
      throw new IOException(e);
    } finally {
      sending.unlock();
    }
  }

  /** A sign of life. */
  void heard() {
    heardAt = System.nanoTime();
  }

  private void beat() {
    try {
      while (!over.await(BEAT.toMillis(), TimeUnit.MILLISECONDS)) {
        if (System.nanoTime() - heardAt > SILENCE.toNanos()) {
          close(CloseStatus.SESSION_NOT_RELIABLE);
          return;
        }
        send(new PingMessage());
        say(Notice.alive());
      }
    } catch (IOException e) {
      close(CloseStatus.SESSION_NOT_RELIABLE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void close(CloseStatus status) {
    over.countDown();
    try {
      session.close(status);
    } catch (IOException | IllegalStateException e) {
      LOG.debug("a browser left", e);
    }
  }

  @Override
  public void close() {
    close(CloseStatus.NORMAL);
  }
}
