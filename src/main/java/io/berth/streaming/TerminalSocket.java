package io.berth.streaming;

import io.berth.failure.BerthException;
import io.berth.failure.NotFound;
import java.io.IOException;
import java.security.Principal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriTemplate;
import tools.jackson.core.JacksonException;

/**
 * A shell in a running container. Binary messages are the terminal's bytes both ways; the browser
 * says {@code {"type":"resize","rows":24,"columns":80}} as text, and is told first the shell's exec
 * id, with which it can come back ({@code ?exec=…}), and a {@link Notice} when the shell ends.
 */
final class TerminalSocket extends AbstractWebSocketHandler {

  static final String PATH = "/ws/containers/*/exec";

  private static final UriTemplate TEMPLATE = new UriTemplate("/ws/containers/{id}/exec");
  private static final String TERMINAL = "terminal";
  private static final int MAX_SIDE = 1000;

  private final Browsers browsers;
  private final Terminals terminals;

  /** A message of the browser. */
  private record Resize(String type, int rows, int columns) {}

  TerminalSocket(Browsers browsers, Terminals terminals) {
    this.browsers = browsers;
    this.terminals = terminals;
  }

  @Override
  public void afterConnectionEstablished(WebSocketSession session) throws IOException {
    Browser browser = browsers.open(session);
    var uri = Objects.requireNonNull(session.getUri());
    String container = String.valueOf(TEMPLATE.match(uri.getPath()).get("id"));
    try {
      serve(
          session, browser, container, UriComponentsBuilder.fromUri(uri).build().getQueryParams());
    } catch (BerthException e) {
      browser.close(Notice.error(e.getMessage()));
    }
  }

  private void serve(
      WebSocketSession session,
      Browser browser,
      String container,
      MultiValueMap<String, String> query)
      throws IOException {
    int rows = side(query.getFirst("rows"), 24);
    int columns = side(query.getFirst("columns"), 80);
    String exec = query.getFirst("exec");
    String owner = owner(session);
    if (exec == null) {
      join(session, browser, terminals.open(container, owner, rows, columns));
      return;
    }
    Terminals.Back back = terminals.back(container, exec, owner);
    if (back.terminal() == null) {
      browser.close(Objects.requireNonNull(back.ended()));
    } else {
      join(session, browser, back.terminal());
      back.terminal().redraw(rows, columns);
    }
  }

  private static void join(WebSocketSession session, Browser browser, Terminal terminal)
      throws IOException {
    session.getAttributes().put(TERMINAL, terminal);
    terminal.join(browser);
  }

  private static String owner(WebSocketSession session) {
    Principal person = session.getPrincipal();
    if (person == null) {
      throw new NotFound("nobody is logged in");
    }
    return person.getName();
  }

  @Override
  protected void handleBinaryMessage(WebSocketSession session, BinaryMessage message)
      throws InterruptedException {
    Browsers.of(session).heard();
    byte[] bytes = new byte[message.getPayloadLength()];
    message.getPayload().get(bytes);
    if (session.getAttributes().get(TERMINAL) instanceof Terminal terminal) {
      terminal.type(bytes);
    }
  }

  @Override
  protected void handleTextMessage(WebSocketSession session, TextMessage message)
      throws IOException {
    Browsers.of(session).heard();
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
  protected void handlePongMessage(WebSocketSession session, PongMessage message) {
    Browsers.of(session).heard();
  }

  @Override
  public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
    browsers.closed(session);
    if (session.getAttributes().get(TERMINAL) instanceof Terminal terminal) {
      terminal.leave(Browsers.of(session));
    }
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
