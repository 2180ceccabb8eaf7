package io.berth.config;

import io.berth.security.FirstSetup;
import java.io.IOException;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Says where the engine is, once it has answered on its own socket. */
@Component
class ReadyMessage {

  private final BerthProperties properties;
  private final FirstSetup setup;
  private final String scheme;

  ReadyMessage(
      BerthProperties properties, FirstSetup setup, @Value("${server.ssl.bundle:}") String tls) {
    this.scheme = tls.isEmpty() ? "http" : "https";
    this.properties = properties;
    this.setup = setup;
  }

  @EventListener
  void ready(ApplicationReadyEvent event) throws IOException {
    if (!(event.getApplicationContext() instanceof ServletWebServerApplicationContext web)) {
      return;
    }
    ping(properties.socket());
    var server = web.getWebServer();
    String dashboard =
        scheme + "://localhost:" + (server == null ? properties.port() : server.getPort());
    System.out.printf(
        """
        Berth is ready
          dashboard  %s
          socket     %s
          for the docker command, type:
          export DOCKER_HOST=unix://%s
        """,
        dashboard, properties.socket(), properties.socket());
    setup
        .issueToken()
        .ifPresent(token ->
            System.out.printf(
                """
                First start: make your account on the dashboard's page
                  %s/setup
                with this set-up token, which is good for an hour:
                  %s
                """,
                dashboard, token));
  }

  private static void ping(Path socket) throws IOException {
    String answer =
        OwnSocket.ask(socket, "GET /_ping HTTP/1.1\r\nHost: berth\r\nConnection: close\r\n\r\n");
    if (!answer.startsWith("HTTP/1.1 200")) {
      throw new StartRefused(
          "the engine does not answer on its socket "
              + socket
              + ": "
              + answer.lines().findFirst().orElse("nothing"),
          "look at the lines above for the cause",
          null);
    }
  }
}
