package io.berth.distribution;

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
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import tools.jackson.databind.json.JsonMapper;

/** Failures of this room's requests in the form of the distribution specification. */
@RestControllerAdvice(basePackageClasses = RegistryErrors.class)
class RegistryErrors {

  private static final Logger LOG = LoggerFactory.getLogger(RegistryErrors.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @ExceptionHandler
  void failed(WireError failure, HttpServletResponse response) throws IOException {
    write(response, failure);
  }

  @ExceptionHandler
  void failed(BerthException failure, HttpServletResponse response) throws IOException {
    write(response, wire(failure));
  }

  @ExceptionHandler
  void failed(IOException failure, HttpServletRequest request, HttpServletResponse response) {
    LOG.debug("{} {} broke off", request.getMethod(), request.getRequestURI(), failure);
    try {
      write(response, new WireError(500, "UNKNOWN", "the transfer broke off"));
    } catch (IOException e) {
      LOG.debug("the client has left", e);
    }
  }

  @ExceptionHandler
  void failed(Exception failure, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String id = UUID.randomUUID().toString();
    LOG.error(
        "unexpected failure {} of {} {}",
        id,
        request.getMethod(),
        request.getRequestURI(),
        failure);
    write(
        response,
        new WireError(500, "UNKNOWN", "internal error " + id + ": see the service's log"));
  }

  private static WireError wire(BerthException failure) {
    String words = failure.getMessage();
    return switch (failure) {
      case NotFound _ -> new WireError(404, "NAME_UNKNOWN", words);
      case InvalidRequest _, CannotExecute _ -> new WireError(400, "MANIFEST_INVALID", words);
      case Unsupported _ -> new WireError(400, "UNSUPPORTED", words);
      case Forbidden _ -> new WireError(403, "DENIED", words);
      case Conflict _ -> new WireError(409, "DENIED", words);
      case Unavailable _, KernelRefused _, NotModified _ -> new WireError(500, "UNKNOWN", words);
    };
  }

  private static void write(HttpServletResponse response, WireError failure) throws IOException {
    if (response.isCommitted()) {
      return;
    }
    response.resetBuffer();
    response.setStatus(failure.status());
    byte[] body =
        JSON.writeValueAsBytes(
            Map.of(
                "errors",
                List.of(
                    Map.of(
                        "code", failure.code(), "message", failure.getMessage(), "detail", ""))));
    response.setContentType(MediaType.APPLICATION_JSON_VALUE);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
