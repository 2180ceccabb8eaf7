package io.berth.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One challenge of a {@code WWW-Authenticate} header, RFC 9110 section 11.
 *
 * @param scheme in lower case
 * @param parameters names in lower case
 */
record Challenge(String scheme, Map<String, String> parameters) {

  private static final String TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]++";
  private static final Pattern PART =
      Pattern.compile(
          "\\G[\\s,]*+(?:("
              + TOKEN
              + ")\\s*+=\\s*+(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|("
              + TOKEN
              + "))|("
              + TOKEN
              + ")(?=\\s|,|$))");

  /** All challenges of all headers, in order; what cannot be read ends a header. */
  static List<Challenge> parse(List<String> headers) {
    List<Challenge> challenges = new ArrayList<>();
    for (String header : headers) {
      Challenge current = null;
      Matcher part = PART.matcher(header);
      while (part.find()) {
        if (part.group(4) != null) {
          current = new Challenge(part.group(4).toLowerCase(Locale.ROOT), new TreeMap<>());
          challenges.add(current);
        } else if (current != null) {
          String value =
              part.group(2) == null ? part.group(3) : part.group(2).replaceAll("\\\\(.)", "$1");
          current.parameters.putIfAbsent(part.group(1).toLowerCase(Locale.ROOT), value);
        }
      }
    }
    return challenges;
  }
}
