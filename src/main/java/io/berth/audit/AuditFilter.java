package io.berth.audit;

import io.berth.security.Transport;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.util.OnCommittedResponseWrapper;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Where every change passes. It stands outside everything that may refuse or do something, right
 * behind the filter that gives each path its one spelling, and writes when the result is known: a
 * refusal before its answer leaves, anything else when the work is done, before the answer is
 * complete. A stream's entry follows its end, a hijacked connection's its begin.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 20)
final class AuditFilter extends OncePerRequestFilter {

  private static final int UNAUTHORIZED = HttpServletResponse.SC_UNAUTHORIZED;

  private final Objects objects;
  private final Recorder recorder;
  private final OwnRequests ownRequests;

  AuditFilter(Objects objects, Recorder recorder, OwnRequests ownRequests) {
    this.objects = objects;
    this.recorder = recorder;
    this.ownRequests = ownRequests;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return ownRequests.isOwn(request);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Act act = Act.of(request.getMethod(), request.getRequestURI());
    Passage passage = new Passage(act, act.changes(request.getMethod()));
    passage.belongTo(request);
    if (!passage.changes) {
      chain.doFilter(request, response);
      finish(passage, request, response);
      return;
    }
    objects.find(passage);
    HttpServletResponse watched = new Watched(passage, request, response);
    try {
      chain.doFilter(request, watched);
    } catch (IOException e) {
      passage.fail("the client left before the end");
      throw e;
    } catch (ServletException | RuntimeException e) {
      passage.fail("internal error");
      throw e;
    } finally {
      if (request.isAsyncStarted()) {
        request.getAsyncContext().addListener(new AtEnd(passage, request, response));
      } else {
        finish(passage, request, response);
      }
    }
  }

  private static void checkForBadToken(
      HttpServletRequest request, HttpServletResponse response, Passage passage) {
    if (response.getStatus() == UNAUTHORIZED
        && !passage.isLogin()
        && request.getHeader(HttpHeaders.AUTHORIZATION) != null) {
      passage.isLogin(LoginEvents.FAILED, "", "unknown or revoked token");
    }
  }

  private void finish(Passage passage, HttpServletRequest request, HttpServletResponse response) {
    checkForBadToken(request, response, passage);
    if (passage.changes && passage.user.isEmpty()) {
      passage.user = userOfSession(request);
    }
    boolean someone = !passage.user.isEmpty() || Transport.isUnixSocket(request);
    if ((passage.isLogin() || passage.changes && someone) && passage.write()) {
      recorder.record(passage, request, response);
    }
  }

  /** For a form that was refused before anybody asked whose it is. */
  private static String userOfSession(HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    return session != null
            && session.getAttribute(
                    HttpSessionSecurityContextRepository.SPRING_SECURITY_CONTEXT_KEY)
                instanceof SecurityContext context
            && context.getAuthentication() != null
        ? context.getAuthentication().getName()
        : "";
  }

  /** Writes a refusal before its answer leaves. */
  private final class Watched extends OnCommittedResponseWrapper {

    private final Passage passage;
    private final HttpServletRequest request;

    Watched(Passage passage, HttpServletRequest request, HttpServletResponse response) {
      super(response);
      this.passage = passage;
      this.request = request;
    }

    @Override
    protected void onResponseCommitted() {
      if (getStatus() >= HttpServletResponse.SC_BAD_REQUEST) {
        finish(passage, request, this);
      }
    }
  }

  private final class AtEnd implements AsyncListener {

    private final Passage passage;
    private final HttpServletRequest request;
    private final HttpServletResponse response;

    AtEnd(Passage passage, HttpServletRequest request, HttpServletResponse response) {
      this.passage = passage;
      this.request = request;
      this.response = response;
    }

    @Override
    public void onComplete(AsyncEvent event) {
      finish(passage, request, response);
    }

    @Override
    public void onTimeout(AsyncEvent event) {
      passage.fail("it took too long");
    }

    @Override
    public void onError(AsyncEvent event) {
      passage.fail("internal error");
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
      event.getAsyncContext().addListener(this);
    }
  }
}
