package io.berth.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Keeps foreign web pages out of the engine of the person who visits them. The Host must be a name
 * of this engine, against pages that rebind their own name to 127.0.0.1; the Origin, where there is
 * one, must be this engine itself.
 */
final class OriginGuard extends OncePerRequestFilter {

  static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final Set<String> FOREIGN_SITES = Set.of("cross-site", "same-site");

  private final Set<String> allowedHosts;
  private final boolean secure;
  private final boolean refusesForeignSites;

  /**
   * @param allowedHosts names besides the loopback ones, in lower case
   * @param secure whether an Origin without TLS is another one, whatever its name
   * @param refusesForeignSites whether even a plain link from elsewhere is refused
   */
  OriginGuard(Set<String> allowedHosts, boolean secure, boolean refusesForeignSites) {
    this.allowedHosts = allowedHosts;
    this.secure = secure;
    this.refusesForeignSites = refusesForeignSites;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String objection = objection(request);
    if (objection == null) {
      chain.doFilter(request, response);
    } else {
      JsonMessage.refuse(request, response, HttpServletResponse.SC_FORBIDDEN, objection);
    }
  }

  private @Nullable String objection(HttpServletRequest request) {
    String host = request.getHeader(HttpHeaders.HOST);
    if (host == null || !isOurs(hostName(host))) {
      return "this engine does not answer to the host name in the request: add it to"
          + " berth.security.allowed-hosts if it should";
    }
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (origin == null) {
      if (request.getServletPath().startsWith("/ws/")) {
        return "a WebSocket needs an Origin header";
      }
      String site = request.getHeader("Sec-Fetch-Site");
      boolean foreign = site != null && FOREIGN_SITES.contains(site);
      return foreign && refusesForeignSites ? "requests from other sites are refused" : null;
    }
    return isSameOrigin(origin, host) ? null : "requests from other origins are refused";
  }

  private boolean isSameOrigin(String origin, String host) {
    try {
      URI uri = URI.create(origin);
      String authority = uri.getRawAuthority();
      return authority != null
          && (!secure || "https".equalsIgnoreCase(uri.getScheme()))
          && (authority.equalsIgnoreCase(host)
              || allowedHosts.contains(hostName(authority).toLowerCase(Locale.ROOT)));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private boolean isOurs(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return LOOPBACK.contains(lower) || allowedHosts.contains(lower);
  }

  /** Without the port; an IPv6 address keeps its brackets. */
  private static String hostName(String authority) {
    int colon = authority.lastIndexOf(':');
    return colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
  }
}
