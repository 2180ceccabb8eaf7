package io.berth.security;

import io.berth.testing.RunningBerth;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.handler.AbstractUrlHandlerMapping;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;
import org.springframework.web.socket.server.support.WebSocketHttpRequestHandler;

/** A route of the whole engine, as the controllers name it. */
record Route(String method, String pattern) implements Comparable<Route> {

  private static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE");

  String path() {
    return pattern.replaceAll("\\{[^}]*}|\\*+", "x");
  }

  boolean isPage() {
    return pattern.equals("/") || pattern.matches("/(dashboard|login|setup|ws)(/.*)?");
  }

  boolean isDocker() {
    return !isPage() && !pattern.matches("/(api|v2|error)(/.*)?");
  }

  @Override
  public int compareTo(Route other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return method + " " + pattern;
  }

  static List<Route> of(RunningBerth berth) {
    var found = new TreeSet<Route>();
    berth
        .beans(RequestMappingInfoHandlerMapping.class)
        .values()
        .forEach(mapping -> mapping.getHandlerMethods().keySet().forEach(i -> add(i, found)));
    berth
        .beans(AbstractUrlHandlerMapping.class)
        .values()
        .forEach(mapping ->
            mapping
                .getHandlerMap()
                .forEach((pattern, handler) -> {
                  if (handler instanceof WebSocketHttpRequestHandler) {
                    found.add(new Route("GET", pattern));
                  }
                }));
    return List.copyOf(found);
  }

  private static void add(RequestMappingInfo info, Set<Route> found) {
    Set<String> methods =
        info.getMethodsCondition().getMethods().stream()
            .map(RequestMethod::name)
            .filter(METHODS::contains)
            .collect(Collectors.toSet());
    for (String pattern : info.getPatternValues()) {
      (methods.isEmpty() ? METHODS : methods)
          .forEach(method -> found.add(new Route(method, pattern)));
    }
  }
}
