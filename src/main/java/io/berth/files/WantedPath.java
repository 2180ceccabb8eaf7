package io.berth.files;

import io.berth.failure.InvalidRequest;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A path as the docker command means it: cleaned by its text alone, where a slash or {@code /.} at
 * its end asks for what a link leads to.
 *
 * @param path absolute, without an end of that kind
 * @param name what the last part is called: {@code /} for the root, {@code .} after {@code /.}
 * @param followed whether a link in the last part is followed
 */
record WantedPath(String path, String name, boolean followed) {

  private static final int LONGEST = 4095;

  static WantedPath of(String text) {
    if (text.isEmpty() || text.indexOf('\0') >= 0 || text.length() > LONGEST) {
      throw new InvalidRequest("invalid path: it must be a text of 1 to 4095 bytes without NUL");
    }
    Deque<String> names = new ArrayDeque<>();
    for (String part : text.split("/")) {
      if (part.equals("..")) {
        names.pollLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        names.addLast(part);
      }
    }
    String path = "/" + String.join("/", names);
    if (text.matches("(?s)(.*/)?\\./*")) {
      return new WantedPath(path, ".", true);
    }
    boolean root = names.isEmpty();
    return new WantedPath(path, root ? "/" : names.getLast(), root || text.endsWith("/"));
  }
}
