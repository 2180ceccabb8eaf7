package io.berth.dockerapi;

import io.berth.failure.InvalidRequest;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * First to see a request: turns every spelling that Docker clients use into the one that the
 * controllers and the security rules are written for, and puts Docker's headers on the answer.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
final class DockerApiFilter extends OncePerRequestFilter {

  private static final String ATTRIBUTE = DockerApiFilter.class.getName();
  private static final String SERVER = "Berth (linux)";

  private final DockerErrors errors;

  DockerApiFilter(DockerErrors errors) {
    this.errors = errors;
  }

  static boolean isDocker(HttpServletRequest request) {
    return request.getAttribute(ATTRIBUTE) != null;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return request.getDispatcherType() != DispatcherType.REQUEST
        || !DockerPath.isDocker(request.getRequestURI());
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    request.setAttribute(ATTRIBUTE, true);
    response.setHeader("Api-Version", ApiVersion.MAX.toString());
    response.setHeader("Builder-Version", "1");
    response.setHeader("Docker-Experimental", "false");
    response.setHeader("Ostype", "linux");
    response.setHeader("Server", SERVER);
    DockerRequest normalised;
    try {
      normalised = normalise(request);
    } catch (InvalidRequest e) {
      errors.write(request, response, e);
      return;
    }
    chain.doFilter(normalised, response);
  }

  private static DockerRequest normalise(HttpServletRequest request) {
    String raw = request.getRequestURI();
    if (DockerPath.ambiguous(raw)) {
      throw new InvalidRequest("malformed request path");
    }
    DockerPath path = DockerPath.of(request.getMethod(), raw);
    if (path.version() != null) {
      path.version().requireSupported();
      path.version().mark(request);
    }
    try {
      // The dashboard has no versioned spelling: such a path leads nowhere, as it stands.
      return new DockerRequest(request, DockerPath.isDocker(path.path()) ? path.path() : raw);
    } catch (IllegalArgumentException e) {
      throw new InvalidRequest("malformed query: " + e.getMessage(), e);
    }
  }
}
