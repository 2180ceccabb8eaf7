package io.berth.streaming;

import io.berth.container.Containers;
import io.berth.failure.BerthException;
import io.berth.log.ContainerLog;
import java.io.IOException;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;
import org.springframework.web.util.UriTemplate;

/**
 * The log of a container, its last lines first and then as it grows. Each binary message is one
 * record: a byte 1 for stdout or 2 for stderr, then the output as it was. A slow browser slows only
 * its own reader.
 */
final class LogSocket extends AbstractWebSocketHandler {

  static final String PATH = "/ws/containers/*/logs";

  private static final Logger LOG = LoggerFactory.getLogger(LogSocket.class);
  private static final UriTemplate TEMPLATE = new UriTemplate("/ws/containers/{id}/logs");
  private static final String READER = "reader";
  private static final ContainerLog.Query LATEST =
      new ContainerLog.Query(true, true, 1000, null, null, true);

  private final Containers containers;

  LogSocket(Containers containers) {
    this.containers = containers;
  }

  @Override
  public void afterConnectionEstablished(WebSocketSession session) throws IOException {
    try {
      String id = TEMPLATE.match(Objects.requireNonNull(session.getUri()).getPath()).get("id");
      var reader = containers.logs(String.valueOf(id)).log().read(LATEST);
      session.getAttributes().put(READER, reader);
      Thread.ofVirtual().name("log-" + session.getId()).start(() -> follow(session, reader));
    } catch (BerthException e) {
      Notice.error(e.getMessage()).sendTo(session);
      session.close(CloseStatus.NORMAL);
    }
  }

  @Override
  public void afterConnectionClosed(WebSocketSession session, CloseStatus status)
      throws IOException {
    if (session.getAttributes().get(READER) instanceof ContainerLog.Reader reader) {
      reader.close();
    }
  }

  private static void follow(WebSocketSession session, ContainerLog.Reader reader) {
    try (reader;
        session) {
      for (var entry = reader.next(); entry != null && session.isOpen(); entry = reader.next()) {
        byte[] message = new byte[entry.bytes().length + 1];
        message[0] = (byte) (entry.stream() == ContainerLog.Stream.STDERR ? 2 : 1);
        System.arraycopy(entry.bytes(), 0, message, 1, entry.bytes().length);
        session.sendMessage(new BinaryMessage(message));
      }
      Notice.end().sendTo(session);
    } catch (IOException | IllegalStateException e) {
      LOG.debug("a log's reader left", e);
    }
  }
}
