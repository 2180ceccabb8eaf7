package io.berth.config;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.web.server.servlet.context.ServletWebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Where the Unix socket appears. Tomcat binds first and sets the mode after, and so refuses a
 * folder that others may enter, such as /tmp. The socket is therefore made in a closed folder
 * beside its place and moved there when its mode is right.
 */
@Component
class SocketPlace implements DisposableBean {

  private static final String STAGED = "s";

  private final Path socket;
  private @Nullable Path staging;
  private @Nullable Object published;

  SocketPlace(BerthProperties properties) {
    this.socket = properties.socket();
  }

  /** Removes a socket that nobody answers on, never anything else, and says where to bind. */
  Path prepare() {
    try {
      Path parent = Objects.requireNonNull(socket.getParent());
      if (!Files.isDirectory(parent)) {
        Files.createDirectories(
            parent,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
      }
      clearTheWay();
      staging = Files.createTempDirectory(parent, ".b");
      return staging.resolve(STAGED);
    } catch (IOException e) {
      throw refused(String.valueOf(e), e);
    }
  }

  @EventListener(ServletWebServerInitializedEvent.class)
  void publish() throws IOException {
    if (staging != null) {
      Files.move(staging.resolve(STAGED), socket, StandardCopyOption.ATOMIC_MOVE);
      published = identity();
      Files.delete(staging);
    }
  }

  /** Removes the socket, unless another engine has put its own there. */
  @Override
  public void destroy() throws IOException {
    if (staging != null) {
      Files.deleteIfExists(staging.resolve(STAGED));
      Files.deleteIfExists(staging);
    }
    if (published != null && Files.exists(socket) && published.equals(identity())) {
      Files.delete(socket);
    }
  }

  private @Nullable Object identity() throws IOException {
    return attributes().fileKey();
  }

  private BasicFileAttributes attributes() throws IOException {
    return Files.readAttributes(socket, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  private void clearTheWay() throws IOException {
    if (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!attributes().isOther()) {
      throw refused("it exists and is not a socket", null);
    }
    if (answers()) {
      throw refused("another service listens on it", null);
    }
    Files.delete(socket);
  }

  private boolean answers() {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(UnixDomainSocketAddress.of(socket));
    } catch (IOException e) {
      return false;
    }
  }

  private StartRefused refused(String reason, @Nullable Throwable cause) {
    return new StartRefused(
        "the socket " + socket + " cannot be used: " + reason,
        "give another one with --socket",
        cause);
  }
}
