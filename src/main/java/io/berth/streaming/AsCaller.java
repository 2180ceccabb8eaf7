package io.berth.streaming;

import io.berth.security.Caller;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.WebSocketHandlerDecorator;

/**
 * Lets services know who is at the other end: a WebSocket's threads are not those of the request
 * that opened it.
 */
final class AsCaller extends WebSocketHandlerDecorator {

  AsCaller(WebSocketHandler handler) {
    super(handler);
  }

  @Override
  public void afterConnectionEstablished(WebSocketSession session) throws Exception {
    Caller.of(session.getPrincipal())
        .call(() -> {
          super.afterConnectionEstablished(session);
          return session;
        });
  }

  @Override
  public void handleMessage(WebSocketSession session, WebSocketMessage<?> message)
      throws Exception {
    Caller.of(session.getPrincipal())
        .call(() -> {
          super.handleMessage(session, message);
          return session;
        });
  }

  @Override
  public void afterConnectionClosed(WebSocketSession session, CloseStatus status) throws Exception {
    Caller.of(session.getPrincipal())
        .call(() -> {
          super.afterConnectionClosed(session, status);
          return session;
        });
  }
}
