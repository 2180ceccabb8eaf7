package io.berth.dockerfile;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What an instruction says between its name and its words: {@code --chown=1:1}. */
final class Flags {

  private static final Set<String> ELSEWHERE =
      Set.of("mount", "network", "security", "link", "parents", "exclude", "checksum");

  private final Map<String, String> values = new HashMap<>();

  /**
   * @param known the names that this instruction has
   */
  Flags(List<String> written, Set<String> known) {
    for (String flag : written) {
      int equals = flag.indexOf('=');
      String name = equals < 0 ? flag.substring(2) : flag.substring(2, equals);
      if (!known.contains(name)) {
        throw new DockerfileError(
            ELSEWHERE.contains(name)
                ? "the --" + name + " option requires BuildKit, which this engine does not have"
                : "Unknown flag: " + name);
      }
      if (equals < 0) {
        throw new DockerfileError("Missing a value on flag: " + name);
      }
      if (values.put(name, plain(flag.substring(equals + 1))) != null) {
        throw new DockerfileError("Duplicate flag specified: " + name);
      }
    }
  }

  /** Without quotes, unless they are still needed where variables are replaced. */
  private static String plain(String value) {
    return value.indexOf('$') >= 0 ? value : new Expansion('\\', _ -> null).word(value);
  }

  String value(String name) {
    return values.getOrDefault(name, "");
  }
}
