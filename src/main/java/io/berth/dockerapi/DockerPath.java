package io.berth.dockerapi;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A request's raw path, taken apart: the version prefix, and the rest with the slashes inside an
 * image's name encoded, so that a name is one segment whatever the client sent.
 *
 * @param version null when the path has none
 * @param path starts with a slash, still percent-encoded
 */
record DockerPath(@Nullable ApiVersion version, String path) {

  private static final Pattern VERSIONED = Pattern.compile("/v(\\d[\\d.]*)(/.*)");

  /** First segments that belong to the dashboard, to Berth's own API and to the registry. */
  private static final Set<String> ELSEWHERE =
      Set.of(
          "",
          "dashboard",
          "login",
          "logout",
          "setup",
          "assets",
          "ws",
          "api",
          "v2",
          "error",
          "favicon.ico");

  private static final Set<String> IMAGE_GETS = Set.of("json", "history", "get");
  private static final Set<String> IMAGE_POSTS = Set.of("push", "tag");

  static boolean isDocker(String rawPath) {
    int end = rawPath.indexOf('/', 1);
    return !ELSEWHERE.contains(end < 0 ? rawPath.substring(1) : rawPath.substring(1, end));
  }

  static DockerPath of(String method, String rawPath) {
    Matcher matcher = VERSIONED.matcher(rawPath);
    if (matcher.matches()) {
      return new DockerPath(
          ApiVersion.parse(matcher.group(1)), encodeName(method, matcher.group(2)));
    }
    return new DockerPath(null, encodeName(method, rawPath));
  }

  /** Whether the path could mean another one to some later reader. */
  static boolean ambiguous(String rawPath) {
    if (rawPath.isEmpty() || rawPath.charAt(0) != '/' || rawPath.contains("//")) {
      return true;
    }
    String lower = rawPath.toLowerCase(Locale.ROOT);
    if (lower.indexOf(';') >= 0
        || lower.indexOf('\\') >= 0
        || lower.contains("%3b")
        || lower.contains("%5c")
        || lower.contains("%00")
        || lower.contains("%0a")
        || lower.contains("%0d")) {
      return true;
    }
    return Arrays.stream(lower.replace("%2f", "/").replace("%2e", ".").split("/"))
        .anyMatch(segment -> segment.equals(".") || segment.equals(".."));
  }

  private static String encodeName(String method, String path) {
    List<String> segments = List.of(path.substring(1).split("/", -1));
    int last = segments.size() - 1;
    int end =
        switch (segments.getFirst()) {
          case "images" -> endOfImageName(method, segments);
          case "distribution" -> segments.get(last).equals("json") ? last : 1;
          default -> 1;
        };
    if (end <= 2) {
      return path;
    }
    String name = String.join("%2F", segments.subList(1, end));
    String verb = end <= last ? "/" + segments.get(last) : "";
    return "/" + segments.getFirst() + "/" + name + verb;
  }

  private static int endOfImageName(String method, List<String> segments) {
    int last = segments.size() - 1;
    String verb = segments.get(last);
    boolean named =
        switch (method) {
          case "GET", "HEAD" -> IMAGE_GETS.contains(verb);
          case "POST" -> IMAGE_POSTS.contains(verb);
          default -> false;
        };
    return named ? last : method.equals("DELETE") ? last + 1 : 1;
  }
}
