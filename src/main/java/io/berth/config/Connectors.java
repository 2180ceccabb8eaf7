package io.berth.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
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

  private final BerthProperties properties;

  Connectors(BerthProperties properties) {
    this.properties = properties;
  }

  @Override
  public int getOrder() {
    return Ordered.LOWEST_PRECEDENCE;
  }

  @Override
  public void customize(TomcatServletWebServerFactory factory) {
    factory.addConnectorCustomizers(tcp -> {
      common(tcp);
      Http11NioProtocol http = (Http11NioProtocol) tcp.getProtocolHandler();
      http.setConnectionTimeout(TCP_TIMEOUT_MILLIS);
      http.setKeepAliveTimeout(TCP_TIMEOUT_MILLIS);
    });
    Connector socket = unixSocket(properties.socket());
    factory.addAdditionalConnectors(socket);
    factory.addEngineValves(new TransportValve(socket));
  }

  private static Connector unixSocket(Path path) {
    clearTheWay(path);
    Connector connector = new Connector(Http11NioProtocol.class.getName());
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

  /** Makes the folder and removes a socket that nobody answers on; never anything else. */
  static void clearTheWay(Path path) {
    try {
      Path parent = path.getParent();
      if (parent != null && !Files.isDirectory(parent)) {
        Files.createDirectories(
            parent,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
      }
      if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        return;
      }
      if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .isOther()) {
        throw new BindException(path + " exists and is not a socket");
      }
      if (answers(path)) {
        throw new BindException("another service listens on " + path);
      }
      Files.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  private static boolean answers(Path path) {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(UnixDomainSocketAddress.of(path));
    } catch (IOException e) {
      return false;
    }
  }
}
