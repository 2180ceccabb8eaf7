package io.berth.dockerapi;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request as the controllers see it: its path without the version, parameters from the query only
 * (a body is never read as a form), and no {@code Accept} header, which Docker ignores too.
 */
final class DockerRequest extends HttpServletRequestWrapper {

  private final String path;
  private final Map<String, String[]> parameters;

  DockerRequest(HttpServletRequest request, String path) {
    super(request);
    this.path = path;
    this.parameters = parse(request.getQueryString());
  }

  @Override
  public String getRequestURI() {
    return path;
  }

  @Override
  public StringBuffer getRequestURL() {
    return new StringBuffer(getScheme()).append("://").append(getServerName()).append(path);
  }

  @Override
  public String getServletPath() {
    return path;
  }

  @Override
  public @Nullable String getPathInfo() {
    return null;
  }

  @Override
  public @Nullable String getHeader(String name) {
    return name.equalsIgnoreCase("Accept") ? null : super.getHeader(name);
  }

  @Override
  public Enumeration<String> getHeaders(String name) {
    return name.equalsIgnoreCase("Accept")
        ? Collections.emptyEnumeration()
        : super.getHeaders(name);
  }

  @Override
  public @Nullable String getParameter(String name) {
    String[] values = parameters.get(name);
    return values == null ? null : values[0];
  }

  @Override
  public String @Nullable [] getParameterValues(String name) {
    String[] values = parameters.get(name);
    return values == null ? null : values.clone();
  }

  @Override
  public Map<String, String[]> getParameterMap() {
    return Collections.unmodifiableMap(parameters);
  }

  @Override
  public Enumeration<String> getParameterNames() {
    return Collections.enumeration(parameters.keySet());
  }

  private static Map<String, String[]> parse(@Nullable String query) {
    Map<String, List<String>> lists = new LinkedHashMap<>();
    if (query != null) {
      for (String pair : query.split("&")) {
        int equals = pair.indexOf('=');
        String name = decode(equals < 0 ? pair : pair.substring(0, equals));
        String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
        lists.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
      }
    }
    Map<String, String[]> parameters = new LinkedHashMap<>();
    lists.forEach((name, values) -> parameters.put(name, values.toArray(String[]::new)));
    return parameters;
  }

  /**
   * @throws IllegalArgumentException on a malformed escape
   */
  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
