package io.berth.streaming;

import io.berth.container.Containers;
import io.berth.failure.BerthException;
import io.berth.failure.InvalidRequest;
import io.berth.log.ContainerLog;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriTemplate;

/**
 * The log of a container, its last lines first and then as it grows. Each binary message is one
 * record: a byte 1 for stdout or 2 for stderr, its time in nanoseconds since the epoch (8 bytes,
 * big-endian), then the output as it was. {@code ?after=TIME.COUNT} goes on after that many records
 * of that time. A slow browser slows only its own reader.
 */
final class LogSocket extends AbstractWebSocketHandler {

  static final String PATH = "/ws/containers/*/logs";

  private static final Logger LOG = LoggerFactory.getLogger(LogSocket.class);
  private static final UriTemplate TEMPLATE = new UriTemplate("/ws/containers/{id}/logs");
  private static final String READER = "reader";
  private static final int HEADER = 9;

  private final Browsers browsers;
  private final Containers containers;

  LogSocket(Browsers browsers, Containers containers) {
    this.browsers = browsers;
    this.containers = containers;
  }

  @Override
  public void afterConnectionEstablished(WebSocketSession session) throws IOException {
    Browser browser = browsers.open(session);
    try {
      URI uri = Objects.requireNonNull(session.getUri());
      String id = String.valueOf(TEMPLATE.match(uri.getPath()).get("id"));
      LogPosition seen = position(uri);
      var reader = containers.logs(id).log().read(LogPosition.query(seen));
      session.getAttributes().put(READER, reader);
      Thread.ofVirtual().name("log-" + session.getId()).start(() -> follow(browser, reader, seen));
    } catch (BerthException e) {
      browser.close(Notice.error(e.getMessage()));
    }
  }

  private static @Nullable LogPosition position(URI uri) {
    String after = UriComponentsBuilder.fromUri(uri).build().getQueryParams().getFirst("after");
    try {
      return after == null ? null : LogPosition.parse(after);
    } catch (NumberFormatException e) {
      throw new InvalidRequest("no position in a log: " + after);
    }
  }

  @Override
  protected void handlePongMessage(WebSocketSession session, PongMessage message) {
    Browsers.of(session).heard();
  }

  @Override
  public void afterConnectionClosed(WebSocketSession session, CloseStatus status)
      throws IOException {
    browsers.closed(session);
    if (session.getAttributes().get(READER) instanceof ContainerLog.Reader reader) {
      reader.close();
    }
  }

  private void follow(Browser browser, ContainerLog.Reader reader, @Nullable LogPosition seen) {
    try (reader;
        browser) {
      int skip = seen == null ? 0 : seen.count();
      for (var record = reader.next(); record != null; record = reader.next()) {
        long nanos = LogPosition.nanos(record.at());
        if (skip > 0 && seen != null && nanos == seen.nanos()) {
          skip--;
        } else {
          browser.send(message(record, nanos));
        }
      }
      if (!browsers.areLeaving()) {
        browser.say(Notice.end());
      }
    } catch (IOException e) {
      LOG.debug("a log's reader left", e);
    }
  }

  private static byte[] message(ContainerLog.Record record, long nanos) {
    return ByteBuffer.allocate(HEADER + record.bytes().length)
        .put((byte) (record.stream() == ContainerLog.Stream.STDERR ? 2 : 1))
        .putLong(nanos)
        .put(record.bytes())
        .array();
  }
}
