package io.berth.audit;

import jakarta.servlet.ServletRequest;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * What becomes known of one request on its way through the service. An attribute of the request,
 * from the audit filter to the request's end; used by one thread at a time.
 */
final class Passage {

  private static final String ATTRIBUTE = Passage.class.getName();

  final Instant began = Instant.now();
  final Act act;
  final boolean changes;
  String user = "";
  String objectId = "";
  String objectName = "";
  String more = "";
  String error = "";
  List<Audit.Part> parts = List.of();
  private @Nullable String login;
  private boolean written;

  Passage(Act act, boolean changes) {
    this.act = act;
    this.changes = changes;
  }

  void belongTo(ServletRequest request) {
    request.setAttribute(ATTRIBUTE, this);
  }

  static @Nullable Passage of(ServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof Passage passage ? passage : null;
  }

  /** Of the request that this thread works for. */
  static @Nullable Passage current() {
    return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes here
        ? of(here.getRequest())
        : null;
  }

  /** The request turned out to be a login, a failed one or a logout. */
  void isLogin(String action, String by, String reason) {
    login = action;
    user = by;
    error = reason;
  }

  /** Unless a better reason is known. */
  void fail(String reason) {
    error = error.isEmpty() ? reason : error;
  }

  String action() {
    return login == null ? act.action() : login;
  }

  boolean isLogin() {
    return login != null;
  }

  /** True once. */
  boolean write() {
    boolean first = !written;
    written = true;
    return first;
  }
}
