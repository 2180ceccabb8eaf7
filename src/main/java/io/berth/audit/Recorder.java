package io.berth.audit;

import io.berth.security.Transport;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.DispatcherServlet;

/** Makes an entry of what is known of a request, and writes it. */
@Component
final class Recorder {

  /** Where a form's answer tells the page after it what went wrong. */
  private static final String PROBLEM = "problem";

  private static final String PAGE = "/dashboard/";

  private final AuditService audit;
  private final Objects objects;
  private final Flood flood = new Flood();

  Recorder(AuditService audit, Objects objects) {
    this.audit = audit;
    this.objects = objects;
  }

  void record(Passage passage, HttpServletRequest request, HttpServletResponse response) {
    boolean failedLogin = passage.action().equals(LoginEvents.FAILED);
    if (failedLogin && !flood.admits(request.getRemoteAddr(), passage.began)) {
      return;
    }
    if (passage.objectId.isEmpty() && passage.action().endsWith(".create")) {
      locate(passage, response.getHeader("Location"));
    }
    if (passage.action().endsWith(".create") && !passage.action().startsWith("exec.")) {
      objects.findCreated(passage);
    }
    AuditEntry whole = entry(passage, request, response);
    if (passage.action().equals("exec.start") && whole.isOk()) {
      Thread.ofVirtual().name("audit").start(() -> audit.append(whole)); // it runs already
    } else if (passage.parts.isEmpty()) {
      audit.append(whole);
    }
    passage.parts.forEach(part -> audit.append(of(whole, part)));
  }

  private static AuditEntry of(AuditEntry whole, Audit.Part part) {
    return new AuditEntry(
        0,
        whole.at(),
        whole.user(),
        whole.door(),
        whole.address(),
        part.action(),
        part.objectType(),
        part.objectId(),
        part.objectName(),
        "",
        whole.status(),
        part.error());
  }

  /** A form that makes something sends the person to its page. */
  private static void locate(Passage passage, @org.jspecify.annotations.Nullable String location) {
    if (location != null && location.contains(PAGE)) {
      String[] parts = location.substring(location.indexOf(PAGE) + PAGE.length()).split("[/?#]");
      if (parts.length > 1 && parts[0].startsWith(passage.act.type())) {
        passage.objectId = parts[1];
      }
    }
  }

  private static AuditEntry entry(
      Passage passage, HttpServletRequest request, HttpServletResponse response) {
    boolean socket = Transport.isUnixSocket(request);
    String error = passage.error.isEmpty() ? problem(request) : passage.error;
    int status = passage.action().equals(LoginEvents.FAILED) ? 401 : response.getStatus();
    return new AuditEntry(
        0,
        passage.began,
        socket ? Transport.peer(request) : passage.user,
        door(request, socket),
        socket ? "" : String.valueOf(request.getRemoteAddr()),
        action(passage, request),
        type(passage),
        passage.isLogin() ? "" : passage.objectId,
        passage.isLogin() ? "" : passage.objectName,
        passage.isLogin() ? "" : Parameters.of(request, passage.more),
        status,
        error);
  }

  private static String type(Passage passage) {
    if (passage.isLogin()) {
      return "";
    }
    boolean exec = passage.act.type().equals("exec") && !passage.objectId.isEmpty();
    return exec ? "container" : passage.act.type();
  }

  private static String problem(HttpServletRequest request) {
    return request.getAttribute(DispatcherServlet.OUTPUT_FLASH_MAP_ATTRIBUTE)
                instanceof Map<?, ?> flash
            && flash.get(PROBLEM) instanceof String problem
        ? problem
        : "";
  }

  private static String action(Passage passage, HttpServletRequest request) {
    String action = passage.action();
    if (!action.equals("image.create")) {
      return action;
    }
    return request.getParameter("fromImage") == null ? "image.import" : "image.pull";
  }

  private static String door(HttpServletRequest request, boolean socket) {
    String path = request.getRequestURI();
    if (socket) {
      return "unix socket";
    }
    if (path.startsWith("/ws/")) {
      return "websocket";
    }
    if (path.startsWith("/api/")) {
      return "api";
    }
    return path.matches("/(dashboard|login|logout|setup)(/.*)?") ? "browser" : "docker api";
  }
}
