package io.berth.audit;

import jakarta.servlet.ServletRequest;
import org.springframework.context.event.EventListener;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.event.AbstractAuthenticationFailureEvent;
import org.springframework.security.authentication.event.InteractiveAuthenticationSuccessEvent;
import org.springframework.security.authentication.event.LogoutSuccessEvent;
import org.springframework.security.authorization.event.AuthorizationDeniedEvent;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.web.authentication.rememberme.RememberMeAuthenticationFilter;
import org.springframework.stereotype.Component;

/** What the security filters tell of logins and refusals, noted on the request. */
@Component
final class LoginEvents {

  static final String LOGIN = "login";
  static final String FAILED = "login.failed";
  static final String LOGOUT = "logout";

  /** Makes an account, besides logging in. */
  private static final String SETUP = "setup";

  /** People type passwords into the wrong field: only names that exist are written down. */
  private static final String UNKNOWN = "unknown user";

  private final UserDetailsService users;

  LoginEvents(UserDetailsService users) {
    this.users = users;
  }

  /** A kept login that comes back is none. */
  @EventListener
  void loggedIn(InteractiveAuthenticationSuccessEvent event) {
    Passage passage = Passage.current();
    if (passage != null && passage.act.action().equals(SETUP)) {
      passage.user = event.getAuthentication().getName();
    } else if (passage != null && event.getGeneratedBy() != RememberMeAuthenticationFilter.class) {
      passage.isLogin(LOGIN, event.getAuthentication().getName(), "");
    }
  }

  @EventListener
  void refused(AbstractAuthenticationFailureEvent event) {
    Passage passage = Passage.current();
    if (passage != null) {
      String reason =
          event.getException() instanceof BadCredentialsException
                  || event.getException() instanceof UsernameNotFoundException
              ? "wrong user name or password"
              : String.valueOf(event.getException().getMessage());
      passage.isLogin(FAILED, known(event.getAuthentication().getName()), reason);
    }
  }

  @EventListener
  void loggedOut(LogoutSuccessEvent event) {
    Passage passage = Passage.current();
    if (passage != null) {
      passage.isLogin(LOGOUT, event.getAuthentication().getName(), "");
    }
  }

  /** The roles refuse before {@link UserFilter} is reached. */
  @EventListener
  void denied(AuthorizationDeniedEvent<?> event) {
    Authentication user = event.getAuthentication().get();
    boolean someone =
        user != null
            && user.isAuthenticated()
            && !(user
                instanceof
                org.springframework.security.authentication.AnonymousAuthenticationToken);
    Passage passage =
        event.getObject() instanceof ServletRequest request
            ? Passage.of(request)
            : Passage.current();
    if (passage != null && someone) {
      passage.user = user.getName();
    }
  }

  private String known(String name) {
    try {
      return users.loadUserByUsername(name).getUsername();
    } catch (UsernameNotFoundException e) {
      return UNKNOWN;
    }
  }
}
