package io.berth.security;

import jakarta.servlet.ServletRequest;
import java.util.function.Supplier;

/**
 * How a request reached the engine. Whoever could open the Unix socket is administrator, as with
 * Docker; everyone who comes by TCP has to say who they are.
 */
public final class Transport {

  /**
   * Request attribute, {@link Boolean#TRUE} on requests of the Unix socket's connector and set
   * nowhere else. The connector's valve sets it, before any filter, so that no header can.
   */
  public static final String UNIX_SOCKET = "io.berth.security.UNIX_SOCKET";

  /**
   * Request attribute holding a {@link java.util.function.Supplier} of the host user's name at the
   * other end of the Unix socket; set like {@link #UNIX_SOCKET}.
   */
  public static final String PEER = "io.berth.security.PEER";

  private Transport() {}

  /** Who is at the other end of the Unix socket, in words. */
  public static String peer(ServletRequest request) {
    String name =
        request.getAttribute(PEER) instanceof Supplier<?> peer ? String.valueOf(peer.get()) : "";
    return name.isEmpty() ? "unix socket" : "host user " + name;
  }

  /** Whether the request came by the Unix socket. */
  public static boolean isUnixSocket(ServletRequest request) {
    return Boolean.TRUE.equals(request.getAttribute(UNIX_SOCKET));
  }
}
