package io.berth.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Where everybody needs a second factor, leads who has none to the page that makes one. An OpenID
 * provider asks for its own.
 */
final class SecondFactorGuard extends OncePerRequestFilter {

  private static final String PAGE = "/dashboard/account/second-factor";

  private final SecondFactorService factors;
  private final boolean leads;
  private final Refusal refusal;

  private SecondFactorGuard(SecondFactorService factors, boolean leads, Refusal refusal) {
    this.factors = factors;
    this.leads = leads;
    this.refusal = refusal;
  }

  static SecondFactorGuard forPeople(SecondFactorService factors) {
    return new SecondFactorGuard(factors, true, Refusal::toBrowser);
  }

  /** Tokens go on: whoever made one was let in. */
  static SecondFactorGuard forPrograms(SecondFactorService factors) {
    return new SecondFactorGuard(factors, false, Refusal::toProgram);
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    String path = request.getRequestURI();
    return path.equals(PAGE)
        || path.startsWith(PAGE + "/")
        || path.startsWith("/assets/")
        || path.equals("/logout")
        || path.equals("/error")
        || Caller.current().role() == null
        || Caller.current().byToken()
        || Caller.current().byProvider();
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (!factors.isMissing(Caller.current().name())) {
      chain.doFilter(request, response);
    } else if (leads
        && request.getMethod().equals("GET")
        && !request.getRequestURI().startsWith("/ws/")) {
      response.sendRedirect(PAGE);
    } else {
      refusal.write(
          request,
          response,
          "not allowed: everybody needs a second factor here, so set up yours on the dashboard's"
              + " account page first");
    }
  }
}
