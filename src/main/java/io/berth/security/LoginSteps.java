package io.berth.security;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.DefaultAuthenticationEventPublisher;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.authentication.event.AuthenticationFailureBadCredentialsEvent;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.AbstractAuthenticationProcessingFilter;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.authentication.SavedRequestAwareAuthenticationSuccessHandler;
import org.springframework.security.web.authentication.session.ChangeSessionIdAuthenticationStrategy;
import org.springframework.security.web.authentication.session.CompositeSessionAuthenticationStrategy;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.csrf.CsrfAuthenticationStrategy;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.stereotype.Component;

/**
 * The forms that log somebody in besides the one for the password: the code's, and the set-up's.
 */
@Component
public final class LoginSteps {

  static final String CODE_PAGE = "/login/code";
  static final String SETUP_PAGE = "/setup";

  /** Request attribute: why the set-up was refused, for the page that is shown again. */
  public static final String PROBLEM = "io.berth.security.LoginSteps.problem";

  private final CodeLogin codes;
  private final SetupLogin setup;
  private final ApplicationEventPublisher events;

  LoginSteps(CodeLogin codes, SetupLogin setup, ApplicationEventPublisher events) {
    this.codes = codes;
    this.setup = setup;
    this.events = events;
  }

  /** Whether this browser has shown a password and has still to show a code. */
  public static boolean awaitsCode(HttpServletRequest request) {
    return PendingLogin.of(request).isPresent();
  }

  List<AbstractAuthenticationProcessingFilter> filters(KeptLogins logins, FormTokens forms) {
    return List.of(
        filter(CODE_PAGE, codes::asked, codes, CodeLogin::failed, logins, forms),
        filter(SETUP_PAGE, setup::asked, setup, SetupLogin::failed, logins, forms));
  }

  private AbstractAuthenticationProcessingFilter filter(
      String path,
      Function<HttpServletRequest, Authentication> form,
      AuthenticationProvider provider,
      AuthenticationFailureHandler failed,
      KeptLogins logins,
      FormTokens forms) {
    var filter = new Step(path, form, manager(provider));
    filter.setSessionAuthenticationStrategy(
        new CompositeSessionAuthenticationStrategy(
            List.of(
                new ChangeSessionIdAuthenticationStrategy(),
                new CsrfAuthenticationStrategy(forms))));
    filter.setSecurityContextRepository(new HttpSessionSecurityContextRepository());
    filter.setRememberMeServices(logins);
    filter.setApplicationEventPublisher(events);
    var entered = new SavedRequestAwareAuthenticationSuccessHandler();
    entered.setDefaultTargetUrl("/dashboard");
    filter.setAuthenticationSuccessHandler(entered);
    filter.setAuthenticationFailureHandler(failed);
    return filter;
  }

  private ProviderManager manager(AuthenticationProvider provider) {
    var publisher = new DefaultAuthenticationEventPublisher(events);
    publisher.setDefaultAuthenticationFailureEvent(AuthenticationFailureBadCredentialsEvent.class);
    var manager = new ProviderManager(provider);
    manager.setAuthenticationEventPublisher(publisher);
    return manager;
  }

  private static final class Step extends AbstractAuthenticationProcessingFilter {

    private final Function<HttpServletRequest, Authentication> form;

    Step(String path, Function<HttpServletRequest, Authentication> form, ProviderManager manager) {
      super(PathPatternRequestMatcher.withDefaults().matcher(HttpMethod.POST, path), manager);
      this.form = form;
    }

    /** Not of a form that is on its way back to the page. */
    @Override
    protected boolean requiresAuthentication(
        HttpServletRequest request, HttpServletResponse response) {
      return request.getDispatcherType() == DispatcherType.REQUEST
          && super.requiresAuthentication(request, response);
    }

    @Override
    public @Nullable Authentication attemptAuthentication(
        HttpServletRequest request, HttpServletResponse response) {
      return getAuthenticationManager().authenticate(form.apply(request));
    }
  }
}
