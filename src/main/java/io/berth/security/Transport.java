package io.berth.security;

import jakarta.servlet.ServletRequest;

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

  private Transport() {}

  /** Whether the request came by the Unix socket. */
  public static boolean isUnixSocket(ServletRequest request) {
    return Boolean.TRUE.equals(request.getAttribute(UNIX_SOCKET));
  }
}
