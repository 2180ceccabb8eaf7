package io.berth.streaming;

import io.berth.container.Execs;
import io.berth.container.Execs.ExecRequest;
import io.berth.failure.BerthException;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriTemplate;
import tools.jackson.core.JacksonException;

/**
 * A shell in a running container. Binary messages are the terminal's bytes both ways; the browser
 * says {@code {"type":"resize","rows":24,"columns":80}} as text, and gets a {@link Notice} when the
 * shell ends.
 */
final class TerminalSocket extends AbstractWebSocketHandler {

  static final String PATH = "/ws/containers/*/exec";

  private static final UriTemplate TEMPLATE = new UriTemplate("/ws/containers/{id}/exec");
  private static final String TERMINAL = "terminal";
  private static final int MAX_SIDE = 1000;

  /** Nobody types this by accident: a browser's terminal is left by closing it. */
  private static final String DETACH_KEYS = "ctrl-^,ctrl-_,ctrl-^,ctrl-_";

  private static final List<String> SHELL =
      List.of("/bin/sh", "-c", "[ -x /bin/bash ] && exec /bin/bash; exec /bin/sh");

  private final Execs execs;

  /** A message of the browser. */
  private record Resize(String type, int rows, int columns) {}

  TerminalSocket(Execs execs) {
    this.execs = execs;
  }

  @Override
  public void afterConnectionEstablished(WebSocketSession session) throws IOException {
    var uri = Objects.requireNonNull(session.getUri());
    String container = String.valueOf(TEMPLATE.match(uri.getPath()).get("id"));
    var size = UriComponentsBuilder.fromUri(uri).build().getQueryParams();
    int rows = side(size.getFirst("rows"), 24);
    int columns = side(size.getFirst("columns"), 80);
    try {
      String exec = execs.create(container, request());
      var terminal = new Terminal(session, execs, exec, rows, columns);
      session.getAttributes().put(TERMINAL, terminal);
      terminal.start();
    } catch (BerthException e) {
      Notice.error(e.getMessage()).sendTo(session);
      session.close(CloseStatus.NORMAL);
    }
  }

  @Override
  protected void handleBinaryMessage(WebSocketSession session, BinaryMessage message)
      throws InterruptedException {
    byte[] bytes = new byte[message.getPayloadLength()];
    message.getPayload().get(bytes);
    if (session.getAttributes().get(TERMINAL) instanceof Terminal terminal) {
      terminal.type(bytes);
    }
  }

  @Override
  protected void handleTextMessage(WebSocketSession session, TextMessage message)
      throws IOException {
    try {
      var resize = Notice.MAPPER.readValue(message.getPayload(), Resize.class);
      if ("resize".equals(resize.type())
          && session.getAttributes().get(TERMINAL) instanceof Terminal terminal) {
        terminal.resize(clamp(resize.rows()), clamp(resize.columns()));
      }
    } catch (JacksonException e) {
      session.close(CloseStatus.BAD_DATA);
    }
  }

  @Override
  public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
    if (session.getAttributes().get(TERMINAL) instanceof Terminal terminal) {
      terminal.close();
    }
  }

  private static ExecRequest request() {
    return new ExecRequest(
        true, true, true, true, DETACH_KEYS, List.of("TERM=xterm-256color"), SHELL, false, "", "");
  }

  private static int side(@Nullable String value, int fallback) {
    try {
      return value == null ? fallback : clamp(Integer.parseInt(value));
    } catch (NumberFormatException e) {
      return fallback;
    }
  }

  private static int clamp(int side) {
    return Math.clamp(side, 1, MAX_SIDE);
  }
}
