package io.berth.security;

import jakarta.servlet.http.HttpServletRequest;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.oauth2.client.OAuth2LoginConfigurer;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserSource;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestRedirectFilter;
import org.springframework.security.oauth2.core.oidc.user.DefaultOidcUser;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** The way in by an OpenID Connect provider: authorization code with PKCE. */
@Component
final class OidcLogin implements SingleSignOn {

  private static final String LINKING = OidcLogin.class.getName() + ".linking";
  private static final Duration LINK_PATIENCE = Duration.ofMinutes(10);

  private final OidcProperties provider;
  private final boolean secure;
  private final ProviderAccounts accounts;
  private final ApplicationEventPublisher events;

  OidcLogin(
      OidcProperties provider,
      SecurityProperties security,
      ProviderAccounts accounts,
      ApplicationEventPublisher events) {
    this.provider = provider;
    this.secure = security.secureCookies();
    this.accounts = accounts;
    this.events = events;
  }

  /** In a browser's session: who wants to come in by the provider too. */
  private record Linking(String user, Instant since) implements Serializable {

    boolean isBy(Caller caller) {
      return user.equals(caller.name()) && since.plus(LINK_PATIENCE).isAfter(Instant.now());
    }
  }

  @Override
  public Optional<String> name() {
    return provider.isOn() ? Optional.of(provider.name()) : Optional.empty();
  }

  @Override
  public boolean knows(String user) {
    return accounts.knows(user);
  }

  @Override
  public void beginLink(HttpServletRequest request) {
    var linking = new Linking(Caller.current().name(), Instant.now());
    request.getSession().setAttribute(LINKING, linking);
  }

  void configure(HttpSecurity http, String loginPage) {
    if (provider.isOn()) {
      http.oauth2Login(login -> configure(login.loginPage(loginPage)));
    }
  }

  private void configure(OAuth2LoginConfigurer<HttpSecurity> login) {
    var people = new OidcUserService();
    people.setOidcUserConverter(this::person);
    var failed = new OidcFailed(provider.name(), events);
    login.addObjectPostProcessor(
        new ObjectPostProcessor<OAuth2AuthorizationRequestRedirectFilter>() {
          @Override
          public <F extends OAuth2AuthorizationRequestRedirectFilter> F postProcess(F filter) {
            filter.setAuthenticationFailureHandler(failed);
            return filter;
          }
        });
    login
        .clientRegistrationRepository(new OidcRegistration(provider, secure))
        .authorizedClientRepository(new NoAuthorizedClients())
        .authorizationEndpoint(start -> start.baseUri(OidcRegistration.BASE))
        .redirectionEndpoint(end -> end.baseUri(OidcRegistration.CALLBACK))
        .userInfoEndpoint(info -> info.oidcUserService(people))
        .defaultSuccessUrl("/dashboard")
        .failureHandler(failed);
  }

  private OidcUser person(OidcUserSource source) {
    var claims =
        new DefaultOidcUser(
            AuthorityUtils.NO_AUTHORITIES,
            source.getUserRequest().getIdToken(),
            source.getUserInfo());
    var caller = Caller.current();
    return linking().filter(linking -> linking.isBy(caller)).isPresent()
        ? accounts.link(caller.name(), claims)
        : accounts.signIn(claims);
  }

  /** Good for one login. */
  private static Optional<Linking> linking() {
    if (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes here) {
      var session = here.getRequest().getSession(false);
      if (session != null && session.getAttribute(LINKING) instanceof Linking linking) {
        session.removeAttribute(LINKING);
        return Optional.of(linking);
      }
    }
    return Optional.empty();
  }
}
