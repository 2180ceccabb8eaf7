package io.berth.security;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.AccountStatusUserDetailsChecker;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.authentication.HttpStatusEntryPoint;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.authentication.www.BasicAuthenticationFilter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.session.DisableEncodeUrlFilter;

/**
 * Who comes in by which door: administrators by the Unix socket, people by form and session,
 * programs by password or token on every request. The last chain takes every path that the others
 * leave, so a new route is closed until someone opens it. What they may there say {@link
 * RouteRules}.
 */
@Configuration
class SecurityChains {

  private static final String LOGIN = "/login";
  private static final String ASSETS = "/assets/**";
  private static final String WEB_SOCKETS = "/ws/**";
  private static final String[] BROWSER_PATHS = {
    "/", LOGIN, "/login/**", "/setup", "/logout", "/dashboard/**", ASSETS, WEB_SOCKETS
  };

  private static final Duration STRICT_TRANSPORT = Duration.ofDays(365);

  private final Set<String> allowedHosts;
  private final boolean secure;
  private final ThrottledLogin login;

  SecurityChains(
      SecurityProperties properties,
      AccountService users,
      PasswordEncoder encoder,
      SecondFactorService factors) {
    allowedHosts = properties.allowedHosts();
    secure = properties.secureCookies();
    var passwords = new DaoAuthenticationProvider(users);
    passwords.setPasswordEncoder(encoder);
    // that an account is disabled is told only to who knows its password
    passwords.setPreAuthenticationChecks(_ -> {});
    passwords.setPostAuthenticationChecks(new AccountStatusUserDetailsChecker());
    login = new ThrottledLogin(passwords, new LoginThrottle(Clock.systemUTC()), users, factors);
  }

  /** One filter: who came this way was checked by the file system, and has no session to keep. */
  @Bean
  @Order(1)
  SecurityFilterChain unixSocketChain() {
    return new DefaultSecurityFilterChain(Transport::isUnixSocket, new SocketAdministrator());
  }

  @Bean
  @Order(2)
  SecurityFilterChain browserChain(
      HttpSecurity http,
      KeptLoginRows logins,
      AccountService users,
      Standing standing,
      LoginSteps steps,
      SecondFactorService factors,
      OidcLogin provider) {
    var webSockets = PathPatternRequestMatcher.withDefaults().matcher(WEB_SOCKETS);
    var refusal = new HttpStatusEntryPoint(HttpStatus.UNAUTHORIZED);
    var form = new LoginUrlAuthenticationEntryPoint(LOGIN);
    var kept = new KeptLogins(logins, users, secure);
    var forms = new FormTokens(kept);
    steps
        .filters(kept, forms)
        .forEach(step -> http.addFilterBefore(step, AnonymousAuthenticationFilter.class));
    provider.configure(http, LOGIN);
    return http.securityMatcher(BROWSER_PATHS)
        .addFilterBefore(new OriginGuard(allowedHosts, secure, false), DisableEncodeUrlFilter.class)
        .addFilterBefore(new StandingGuard(standing), AuthorizationFilter.class)
        .addFilterAfter(SecondFactorGuard.forPeople(factors), AuthorizationFilter.class)
        .addFilterAfter(new RouteGuard(Refusal::toBrowser), AuthorizationFilter.class)
        .authenticationProvider(login)
        .authorizeHttpRequests(paths ->
            paths
                .dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.FORWARD)
                .permitAll()
                .requestMatchers(LOGIN, LoginSteps.CODE_PAGE, LoginSteps.SETUP_PAGE, ASSETS)
                .permitAll()
                .anyRequest()
                .authenticated())
        .formLogin(page ->
            page.loginPage(LOGIN)
                .defaultSuccessUrl("/dashboard")
                .failureHandler(new LoginFailed(LOGIN)))
        .rememberMe(remember -> remember.rememberMeServices(kept))
        .csrf(csrf -> csrf.csrfTokenRepository(forms))
        .logout(logout -> logout.logoutSuccessUrl(LOGIN))
        .exceptionHandling(failures ->
            failures.authenticationEntryPoint((request, response, failure) ->
                (webSockets.matches(request) ? refusal : form)
                    .commence(request, response, failure)))
        .headers(headers ->
            headers
                .frameOptions(frame -> frame.deny())
                .httpStrictTransportSecurity(this::strictTransport)
                .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN))
                .addHeaderWriter(SecurityChains::writeContentPolicy))
        .build();
  }

  @Bean
  @Order(3)
  SecurityFilterChain apiChain(
      HttpSecurity http, TokenService tokens, AccountService users, SecondFactorService factors) {
    var refusal = new ApiRefusal();
    return http.addFilterBefore(
            new OriginGuard(allowedHosts, secure, true), DisableEncodeUrlFilter.class)
        .addFilterBefore(new BearerTokens(tokens, users, refusal), BasicAuthenticationFilter.class)
        .addFilterAfter(SecondFactorGuard.forPrograms(factors), AuthorizationFilter.class)
        .addFilterAfter(new RouteGuard(Refusal::toProgram), AuthorizationFilter.class)
        .authenticationProvider(login)
        .authorizeHttpRequests(paths ->
            paths
                .dispatcherTypeMatchers(
                    DispatcherType.ERROR, DispatcherType.FORWARD, DispatcherType.ASYNC)
                .permitAll()
                .anyRequest()
                .authenticated())
        .httpBasic(basic -> basic.authenticationEntryPoint(refusal))
        .exceptionHandling(failures -> failures.authenticationEntryPoint(refusal))
        .sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .headers(headers -> headers.httpStrictTransportSecurity(this::strictTransport))
        .requestCache(AbstractHttpConfigurer::disable)
        .csrf(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .build();
  }

  /** Not for localhost, where a browser would ask it of every other server as well. */
  private void strictTransport(HeadersConfigurer<HttpSecurity>.HstsConfig hsts) {
    hsts.maxAgeInSeconds(STRICT_TRANSPORT.toSeconds())
        .includeSubDomains(false)
        .requestMatcher(request -> secure && !request.getServerName().equals("localhost"));
  }

  private static void writeContentPolicy(HttpServletRequest request, HttpServletResponse response) {
    // The terminal emulator draws by a style element of its own making.
    String styles =
        request.getServletPath().matches(".*/terminal|/dashboard/recordings/[^/]+")
            ? " 'unsafe-inline'"
            : "";
    response.setHeader(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'%s; img-src 'self' data:;"
                .formatted(styles)
            + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
  }
}
