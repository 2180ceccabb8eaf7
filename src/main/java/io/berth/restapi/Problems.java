package io.berth.restapi;

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
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Failures of this room's requests as problem details (RFC 9457). */
@RestControllerAdvice(basePackageClasses = Problems.class)
class Problems extends ResponseEntityExceptionHandler {

  @ExceptionHandler
  ProblemDetail failed(BerthException failure) {
    return ProblemDetail.forStatusAndDetail(status(failure), failure.getMessage());
  }

  private static HttpStatus status(BerthException failure) {
    return switch (failure) {
      case NotFound _ -> HttpStatus.NOT_FOUND;
      case Conflict _ -> HttpStatus.CONFLICT;
      case InvalidRequest _, CannotExecute _ -> HttpStatus.BAD_REQUEST;
      case Forbidden _ -> HttpStatus.FORBIDDEN;
      case NotModified _ -> HttpStatus.NOT_MODIFIED;
      case Unavailable _ -> HttpStatus.SERVICE_UNAVAILABLE;
      case KernelRefused _ -> HttpStatus.INTERNAL_SERVER_ERROR;
      case Unsupported _ -> HttpStatus.NOT_IMPLEMENTED;
    };
  }
}
