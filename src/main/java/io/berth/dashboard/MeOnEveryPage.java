package io.berth.dashboard;

import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/** Also on the page that tells of errors. */
@ControllerAdvice(basePackageClasses = Me.class, assignableTypes = ErrorController.class)
class MeOnEveryPage {

  @ModelAttribute("me")
  Me me() {
    return Me.current();
  }
}
