package io.berth.audit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.web.util.UriUtils;

/**
 * What a request is about to do, read from its method and path alone, so that a route nobody
 * thought of here has an action as well. The dashboard's forms and Berth's own API speak of the
 * same things as the Docker API, after a first segment of their own.
 *
 * @param action such as {@code container.start}
 * @param object as the request names it, or empty
 */
record Act(String action, String type, String object) {

  private static final Set<String> PREFIXES = Set.of("dashboard", "api", "account", "find");

  /** Requests that change nothing, whatever their method says; an exec does when it starts. */
  private static final Set<String> READS =
      Set.of(
          "blob.upload",
          "container.wait",
          "container.resize",
          "exec.create",
          "exec.resize",
          "container.check",
          "container.change-difference",
          "container.recreate-difference");

  /** WebSockets that only show. */
  private static final Set<String> SHOWING = Set.of("logs", "live", "events", "stats", "watch");

  private static final Set<String> WHOLE = Set.of("login", "logout", "setup");

  private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

  static Act of(String method, String path) {
    List<String> parts = new ArrayList<>(parts(path));
    if (parts.size() > 1 && parts.getFirst().equals("login")) {
      return new Act("login", "", "");
    }
    if (parts.size() == 1 && WHOLE.contains(parts.getFirst())) {
      return new Act(parts.getFirst(), "", "");
    }
    boolean socket = !parts.isEmpty() && parts.getFirst().equals("ws");
    if (socket) {
      parts.removeFirst();
      return ofSocket(parts);
    }
    if (!parts.isEmpty() && parts.getFirst().equals("v2")) {
      return ofRegistry(method, parts);
    }
    while (parts.size() > 1 && PREFIXES.contains(parts.getFirst())) {
      parts.removeFirst();
    }
    return parts.isEmpty() ? new Act("change", "", "") : of(method, parts);
  }

  private static List<String> parts(String path) {
    return Stream.of(path.split("/")).filter(part -> !part.isEmpty()).map(Act::decoded).toList();
  }

  private static String decoded(String part) {
    try {
      return UriUtils.decode(part, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return part;
    }
  }

  /** An image is pushed by its manifest; what of it came before changes nothing that is seen. */
  private static Act ofRegistry(String method, List<String> parts) {
    int n = parts.size();
    if (n < 4 || !parts.get(n - 2).equals("manifests")) {
      return new Act("blob.upload", "image", "");
    }
    String reference = parts.getLast();
    String name = String.join("/", parts.subList(1, n - 2));
    return new Act(
        method.equals("DELETE") ? "image.remove" : "image.push",
        "image",
        name + (reference.indexOf(':') < 0 ? ":" : "@") + reference);
  }

  private static Act of(String method, List<String> parts) {
    String type = singular(parts.getFirst());
    String verb =
        switch (method) {
          case "DELETE" -> "remove";
          case "PUT", "PATCH" -> "update";
          default -> "create";
        };
    return switch (parts.size()) {
      case 1 -> whole(type, verb);
      case 2 ->
          method.equals("POST")
              ? named(method, type, parts.get(1), "")
              : named(method, type, verb, parts.get(1));
      default -> {
        if (type.equals("team") && parts.get(2).equals("members")) {
          String change = verb.equals("remove") ? verb : "add";
          yield named(method, type, "member-" + change, parts.get(1));
        }
        String deed = String.join("-", parts.subList(2, Math.min(4, parts.size())));
        yield named(method, type, method.equals("DELETE") ? deed + "-remove" : deed, parts.get(1));
      }
    };
  }

  private static Act whole(String type, String verb) {
    return switch (type) {
      case "commit" -> new Act("container.commit", "container", "");
      case "build" -> new Act("image.build", "image", "");
      case "password" -> new Act("password.change", "user", "");
      case "auth" -> new Act("registry.login", "registry", "");
      default -> new Act(word(type) + "." + verb, word(type), "");
    };
  }

  private static Act named(String method, String type, String deed, String object) {
    String action =
        switch (type + "." + deed) {
          case "container.new" -> "container.create";
          case "container.exec" -> "exec.create";
          case "container.owner", "volume.owner", "image.owner", "network.owner" -> type + ".give";
          case "container.recreate" -> "container.change";
          case "recording.cast" -> "recording.view";
          case "container.archive",
              "container.files-archive",
              "container.files-content",
              "container.files-preview",
              "container.files-upload" ->
              SAFE_METHODS.contains(method) ? "container.download" : "container.upload";
          case "token.remove" -> "token.revoke";
          case "user.password-reset" -> "password.reset";
          default -> word(type) + "." + word(deed);
        };
    return new Act(action, word(type), object);
  }

  private static Act ofSocket(List<String> parts) {
    String last = parts.isEmpty() ? "" : parts.getLast();
    String type = parts.size() < 2 ? "" : singular(parts.getFirst());
    String object = parts.size() < 2 ? "" : parts.get(1);
    if (SHOWING.contains(last)) {
      return new Act("socket.show", word(type), object);
    }
    boolean terminal = Set.of("exec", "attach", "terminal").contains(last);
    return new Act(terminal ? "terminal.open" : "socket.open", word(type), object);
  }

  private static String singular(String plural) {
    return plural.endsWith("s") ? plural.substring(0, plural.length() - 1) : plural;
  }

  /** Stable words are of few letters; what a stranger puts in a path is not one. */
  private static String word(String text) {
    return text.matches("[a-z][a-z0-9-]{0,27}") ? text : text.isEmpty() ? "" : "other";
  }

  boolean changes(String method) {
    return switch (action) {
      case "socket.show" -> false;
      // what is taken out of a container is written down as well
      case "container.download", "container.export" -> method.equals("GET");
      case "socket.open", "terminal.open", "container.attach-ws", "recording.view" -> true;
      default -> !SAFE_METHODS.contains(method) && !READS.contains(action);
    };
  }
}
