package io.berth.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.authentication.DisabledException;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;

/** Sends the person back to the form, with the reason as a word that the page knows. */
final class LoginFailed implements AuthenticationFailureHandler {

  private final String loginPage;

  LoginFailed(String loginPage) {
    this.loginPage = loginPage;
  }

  @Override
  public void onAuthenticationFailure(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
      throws IOException {
    if (failure instanceof SecondFactorNeeded needed) {
      PendingLogin.begin(request, needed.user());
      response.sendRedirect(LoginSteps.CODE_PAGE);
      return;
    }
    String reason =
        switch (failure) {
          case LockedException _ -> "throttled";
          case DisabledException _ -> "disabled";
          default -> "wrong";
        };
    response.sendRedirect(loginPage + "?failed=" + reason);
  }
}
