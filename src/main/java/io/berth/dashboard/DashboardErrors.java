package io.berth.dashboard;

import io.berth.failure.BerthException;
import io.berth.failure.Conflict;
import io.berth.failure.Forbidden;
import io.berth.failure.InvalidRequest;
import io.berth.failure.NotFound;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.servlet.ModelAndView;

/** Failures of a page, as a page. */
@ControllerAdvice(basePackageClasses = DashboardErrors.class)
class DashboardErrors {

  @ExceptionHandler
  ModelAndView failed(BerthException failure) {
    var status =
        switch (failure) {
          case NotFound _ -> HttpStatus.NOT_FOUND;
          case Forbidden _ -> HttpStatus.FORBIDDEN;
          case InvalidRequest _ -> HttpStatus.BAD_REQUEST;
          case Conflict _ -> HttpStatus.CONFLICT;
          default -> HttpStatus.INTERNAL_SERVER_ERROR;
        };
    var page = new ModelAndView("error", status);
    page.addObject("status", status.value());
    page.addObject("problem", failure.getMessage());
    page.addObject("me", Me.current());
    return page;
  }
}
