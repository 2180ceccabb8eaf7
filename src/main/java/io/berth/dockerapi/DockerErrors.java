package io.berth.dockerapi;

import io.berth.failure.BerthException;
import io.berth.failure.CannotExecute;
import io.berth.failure.Conflict;
import io.berth.failure.Forbidden;
import io.berth.failure.InvalidRequest;
import io.berth.failure.KernelRefused;
import io.berth.failure.NotFound;
import io.berth.failure.NotModified;
import io.berth.failure.Unavailable;
import io.berth.failure.Unsupported;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.ServletRequestBindingException;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/**
 * The one place where failures of Docker API requests become statuses and {@code {"message":…}}
 * bodies. A resolver rather than an advice, because it also answers for paths that no controller
 * has.
 */
@Component
class DockerErrors implements HandlerExceptionResolver, Ordered {

  private static final Logger LOG = LoggerFactory.getLogger(DockerErrors.class);

  /** A failure as the client sees it. */
  private record Answer(int status, String message) {}

  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE + 1; // behind the audit room's
  }

  @Override
  public @Nullable ModelAndView resolveException(
      HttpServletRequest request,
      HttpServletResponse response,
      @Nullable Object handler,
      Exception failure) {
    if (!DockerApiFilter.isDocker(request)) {
      return null;
    }
    if (response.isCommitted() && !(failure instanceof IOException)) {
      LOG.error("{} {} failed half way", request.getMethod(), request.getRequestURI(), failure);
      return null; // the server cuts the connection: an end in good order would mean success
    }
    try {
      write(request, response, failure);
    } catch (IOException e) {
      LOG.debug("the client left before its error was written", e);
    }
    return new ModelAndView();
  }

  /** Writes the failure, unless the answer has begun. */
  void write(HttpServletRequest request, HttpServletResponse response, Throwable failure)
      throws IOException {
    if (response.isCommitted()) {
      return;
    }
    Answer answer = answer(request, failure);
    response.resetBuffer();
    response.setStatus(answer.status());
    if (answer.status() == HttpServletResponse.SC_NOT_MODIFIED) {
      return;
    }
    byte[] body = DockerJson.line(new Message(answer.message()));
    response.setContentType("application/json");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
    response.flushBuffer();
  }

  /** The words that a client should read for a failure, also in the middle of a stream. */
  static String messageOf(Throwable failure) {
    if (failure instanceof BerthException told) {
      return told.getMessage();
    }
    String id = UUID.randomUUID().toString();
    LOG.error("unexpected failure {}", id, failure);
    return "internal error " + id + ": see the service's log";
  }

  private static Answer answer(HttpServletRequest request, Throwable failure) {
    return switch (failure) {
      case BerthException told -> new Answer(status(told), told.getMessage());
      case NoHandlerFoundException _, NoResourceFoundException _ -> notFound();
      case HttpRequestMethodNotSupportedException _ -> notFound();
      case MethodArgumentTypeMismatchException e ->
          new Answer(400, "invalid value for " + e.getName() + ": " + e.getValue());
      case ServletRequestBindingException e -> new Answer(400, String.valueOf(e.getMessage()));
      case ErrorResponse e ->
          new Answer(e.getStatusCode().value(), String.valueOf(failure.getMessage()));
      case AsyncRequestNotUsableException e -> new Answer(500, String.valueOf(e.getMessage()));
      default -> {
        LOG.debug("{} {}", request.getMethod(), request.getRequestURI());
        yield new Answer(500, messageOf(failure));
      }
    };
  }

  private static Answer notFound() {
    return new Answer(404, "page not found");
  }

  private static int status(BerthException failure) {
    return switch (failure) {
      case NotFound _ -> 404;
      case Conflict _ -> 409;
      case InvalidRequest _, CannotExecute _ -> 400;
      case Forbidden _ -> 403;
      case NotModified _ -> 304;
      case Unavailable _, KernelRefused _ -> 500;
      case Unsupported _ -> 501;
    };
  }

  /** An error's body. */
  record Message(String message) {}
}
