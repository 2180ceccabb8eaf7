package io.berth.streaming;

import io.berth.container.Containers;
import io.berth.team.SeenEvents;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.server.standard.ServletServerContainerFactoryBean;

@Configuration
@EnableWebSocket
class WebSockets implements WebSocketConfigurer {

  private static final int MAX_MESSAGE_BYTES = 64 << 10;

  private final Browsers browsers;
  private final Containers containers;
  private final Terminals terminals;
  private final SeenEvents events;

  WebSockets(Browsers browsers, Containers containers, Terminals terminals, SeenEvents events) {
    this.browsers = browsers;
    this.containers = containers;
    this.terminals = terminals;
    this.events = events;
  }

  @Override
  public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
    // The security room has already held the Origin against the Host.
    registry
        .addHandler(new AsCaller(new LogSocket(browsers, containers)), LogSocket.PATH)
        .setAllowedOriginPatterns("*");
    registry
        .addHandler(new AsCaller(new TerminalSocket(browsers, terminals)), TerminalSocket.PATH)
        .setAllowedOriginPatterns("*");
    registry
        .addHandler(new AsCaller(new LiveSocket(browsers, events)), LiveSocket.PATH)
        .setAllowedOriginPatterns("*");
  }

  @Bean
  static ServletServerContainerFactoryBean webSocketLimits() {
    var limits = new ServletServerContainerFactoryBean();
    limits.setMaxBinaryMessageBufferSize(MAX_MESSAGE_BYTES);
    limits.setMaxTextMessageBufferSize(MAX_MESSAGE_BYTES);
    return limits;
  }
}
