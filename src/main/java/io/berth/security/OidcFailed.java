package io.berth.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.security.authentication.DisabledException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authentication.event.AuthenticationFailureServiceExceptionEvent;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;

/** Sends the person back to the form, with the reason as a word that the page knows. */
final class OidcFailed implements AuthenticationFailureHandler {

  private static final Logger LOG = LoggerFactory.getLogger(OidcFailed.class);

  private final String provider;
  private final ApplicationEventPublisher events;

  OidcFailed(String provider, ApplicationEventPublisher events) {
    this.provider = provider;
    this.events = events;
  }

  @Override
  public void onAuthenticationFailure(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
      throws IOException {
    var nobody = UsernamePasswordAuthenticationToken.unauthenticated("", "");
    events.publishEvent(new AuthenticationFailureServiceExceptionEvent(nobody, failure));
    response.sendRedirect("/login?failed=" + word(failure));
  }

  private String word(AuthenticationException failure) {
    return switch (failure) {
      case ProviderRefused refused -> refused.reason().word;
      case DisabledException _ -> "disabled";
      case OAuth2AuthenticationException said
          when said.getError().getErrorCode().equals(OAuth2ErrorCodes.ACCESS_DENIED) ->
          "cancelled";
      default -> {
        LOG.warn("no login by {}: {}", provider, failure.getMessage());
        yield "provider";
      }
    };
  }
}
