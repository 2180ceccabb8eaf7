package io.berth.dashboard;

import io.berth.failure.InvalidRequest;
import io.berth.oci.ImageReference;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Set;

/**
 * How somebody else's docker command gets an image from here.
 *
 * @param host as this page was reached
 * @param pull empty when none of the image's names can be part of another name
 * @param secure whether the page came by TLS
 * @param local whether this address is one of this machine alone
 */
record PullHere(String host, String login, String pull, boolean secure, boolean local) {

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  static PullHere of(HttpServletRequest request, boolean secure, List<String> names) {
    String name = request.getServerName();
    String host = name + port(request, secure);
    String pull =
        names.stream()
            .filter(image -> isName(host + "/" + image))
            .findFirst()
            .map(image -> "docker pull " + host + "/" + image)
            .orElse("");
    return new PullHere(host, "docker login " + host, pull, secure, LOOPBACK.contains(name));
  }

  /** A host without a dot is one for the docker command by its port only. */
  private static String port(HttpServletRequest request, boolean secure) {
    String asked = request.getHeader("Host");
    boolean said = asked != null && asked.matches(".*:[0-9]+");
    if (said) {
      return ":" + request.getServerPort();
    }
    boolean usual = request.getServerName().contains(".");
    return usual ? "" : secure ? ":443" : ":80";
  }

  private static boolean isName(String text) {
    try {
      return !ImageReference.parse(text).repository().isEmpty();
    } catch (InvalidRequest e) {
      return false;
    }
  }
}
