package io.berth.streaming;

import io.berth.failure.BerthException;
import io.berth.failure.NotFound;
import java.io.IOException;
import java.security.Principal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;
import org.springframework.web.util.UriTemplate;
import tools.jackson.core.JacksonException;

/**
 * A terminal of a running container: a new shell, one that was opened before ({@code ?exec=ID}),
 * the main process ({@code ?exec=main}), or one that a colleague shares ({@code ?watch=ID}). Binary
 * messages are its bytes both ways. The browser says {@code
 * {"type":"resize","rows":24,"columns":80}} and {@code {"type":"share"}} as text, and is told first
 * the id with which it can come back, then which output comes, and at the end how the process ended
 * ({@link Notice}). {@code ?seen=ID.PLACE} tells how far it has that output already.
 */
final class TerminalSocket extends AbstractWebSocketHandler {

  static final String PATH = "/ws/containers/*/exec";

  private static final UriTemplate TEMPLATE = new UriTemplate("/ws/containers/{id}/exec");
  private static final String TYPES = "types";
  private static final String WATCHES = "watches";
  private static final int MAX_SIDE = 1000;

  private final Browsers browsers;
  private final Terminals terminals;

  /** A message of the browser. */
  private record Message(String type, @Nullable Integer rows, @Nullable Integer columns) {}

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
      serve(session, browser, container, Parameters.of(session));
    } catch (BerthException e) {
      browser.close(Notice.error(e.getMessage()));
    }
  }

  private void serve(WebSocketSession session, Browser browser, String container, Parameters asked)
      throws IOException {
    OutputPlace seen = OutputPlace.parse(asked.text("seen"));
    if (!asked.text("watch").isEmpty()) {
      Terminal shared = terminals.shared(container, asked.text("watch"));
      session.getAttributes().put(WATCHES, shared);
      shared.watch(browser, seen);
      return;
    }
    int rows = clamp(asked.number("rows", 24));
    int columns = clamp(asked.number("columns", 80));
    String exec = asked.text("exec");
    String owner = owner(session);
    if (exec.isEmpty()) {
      var wish =
          new Terminals.Wish(
              container, owner, asked.text("shell"), asked.text("user"), asked.text("directory"));
      join(session, browser, terminals.open(wish, rows, columns), seen);
      return;
    }
    Terminals.Back back = terminals.back(container, exec, owner);
    if (back.terminal() == null) {
      browser.close(Objects.requireNonNull(back.ended()));
    } else {
      join(session, browser, back.terminal(), seen);
      back.terminal().redraw(rows, columns);
    }
  }

  private static void join(
      WebSocketSession session, Browser browser, Terminal terminal, OutputPlace seen)
      throws IOException {
    session.getAttributes().put(TYPES, terminal);
    terminal.join(browser, seen);
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
    if (session.getAttributes().get(TYPES) instanceof Terminal terminal) {
      terminal.type(bytes);
    }
  }

  @Override
  protected void handleTextMessage(WebSocketSession session, TextMessage message)
      throws IOException {
    Browsers.of(session).heard();
    try {
      var said = Notice.MAPPER.readValue(message.getPayload(), Message.class);
      if (session.getAttributes().get(TYPES) instanceof Terminal terminal) {
        obey(session, terminal, said);
      }
    } catch (JacksonException e) {
      session.close(CloseStatus.BAD_DATA);
    }
  }

  private static void obey(WebSocketSession session, Terminal terminal, Message said)
      throws IOException {
    if (said.type().equals("share")) {
      Browsers.of(session).say(Notice.shared(terminal.share()));
    } else if (said.type().equals("resize") && said.rows() != null && said.columns() != null) {
      terminal.resize(clamp(said.rows()), clamp(said.columns()));
    } else {
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
    for (String role : new String[] {TYPES, WATCHES}) {
      if (session.getAttributes().get(role) instanceof Terminal terminal) {
        terminal.leave(Browsers.of(session));
      }
    }
  }

  private static int clamp(int side) {
    return Math.clamp(side, 1, MAX_SIDE);
  }
}
