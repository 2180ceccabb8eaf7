package io.berth.config;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.threads.VirtualThreadExecutor;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;

/**
 * The two doors of the service: HTTP on the Unix socket for Docker clients, and on TCP for browsers
 * and those who authenticate. Streams are long and slow on purpose, so no door limits their size or
 * their pauses.
 */
@Component
class Connectors implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, Ordered {

  private static final int HEADER_BYTES = 256 << 10;
  private static final int STREAM_BUFFER_BYTES = 64 << 10;
  private static final int TCP_TIMEOUT_MILLIS = 5 * 60 * 1000;

  /** What clients send unencoded although RFC 3986 forbids it, such as JSON filters in a query. */
  private static final String RELAXED = "\"<>[\\]^`{|}";

  private final SocketPlace place;
  private final Path folder;

  Connectors(SocketPlace place, BerthProperties properties) {
    this.place = place;
    this.folder = properties.root().resolve("web");
  }

  @Override
  public int getOrder() {
    return Ordered.LOWEST_PRECEDENCE;
  }

  @Override
  public void customize(TomcatServletWebServerFactory factory) {
    // Its own choice would be new folders in /tmp, which a killed service leaves there.
    factory.setBaseDirectory(folder.toFile());
    factory.setDocumentRoot(documents());
    factory.setProtocol(SocketProtocol.class.getName());
    factory.addConnectorCustomizers(tcp -> {
      common(tcp);
      Http11NioProtocol http = (Http11NioProtocol) tcp.getProtocolHandler();
      http.setConnectionTimeout(TCP_TIMEOUT_MILLIS);
      http.setKeepAliveTimeout(TCP_TIMEOUT_MILLIS);
    });
    Connector socket = unixSocket(place.prepare());
    factory.addAdditionalConnectors(socket);
    factory.addEngineValves(new TransportValve(socket));
  }

  /** Empty: what there is to serve is in the jar. */
  private File documents() {
    try {
      return Files.createDirectories(folder.resolve("documents")).toFile();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Connector unixSocket(Path path) {
    Connector connector = new Connector(SocketProtocol.class.getName());
    common(connector);
    connector.setProperty("unixDomainSocketPath", path.toString());
    connector.setProperty("unixDomainSocketPathPermissions", "rw-rw----");
    connector.setProperty("socket.appReadBufSize", String.valueOf(STREAM_BUFFER_BYTES));
    connector.setProperty("socket.appWriteBufSize", String.valueOf(STREAM_BUFFER_BYTES));
    connector.setParseBodyMethods("");
    Http11NioProtocol http = (Http11NioProtocol) connector.getProtocolHandler();
    http.setExecutor(new VirtualThreadExecutor("socket-"));
    http.setConnectionTimeout(-1);
    http.setKeepAliveTimeout(-1);
    return connector;
  }

  private static void common(Connector connector) {
    connector.setEncodedSolidusHandling("passthrough");
    connector.setProperty("relaxedPathChars", RELAXED);
    connector.setProperty("relaxedQueryChars", RELAXED);
    Http11NioProtocol http = (Http11NioProtocol) connector.getProtocolHandler();
    http.setMaxKeepAliveRequests(-1);
    http.setMaxHttpRequestHeaderSize(HEADER_BYTES);
    http.setMaxHttpResponseHeaderSize(HEADER_BYTES);
    http.setMaxSwallowSize(-1);
  }
}
