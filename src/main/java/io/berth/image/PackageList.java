package io.berth.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.berth.files.FilePaths;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads what a package manager says is installed. Whatever the file holds, reading it is bounded;
 * what it does not understand it leaves out.
 */
final class PackageList {

  private static final int MOST_PACKAGES = 100_000;
  private static final int MOST_NAME = 300;

  private PackageList() {}

  /** {@code /var/lib/dpkg/status}; of a package for several architectures, the last counts. */
  static void dpkg(byte[] status, Map<String, String> into) {
    stanzas(status, into, "Package", "Version", "Status", "installed");
  }

  /** {@code /lib/apk/db/installed}. */
  static void apk(byte[] installed, Map<String, String> into) {
    stanzas(installed, into, "P", "V", "", "");
  }

  /**
   * @param state the field whose last word must be {@code wanted} where the field is there
   */
  private static void stanzas(
      byte[] text,
      Map<String, String> into,
      String name,
      String version,
      String state,
      String wanted) {
    Map<String, String> fields = new TreeMap<>();
    for (String line : (new String(text, UTF_8) + "\n\n").split("\r?\n", -1)) {
      if (line.isBlank()) {
        add(fields, into, name, version, state, wanted);
        fields.clear();
        continue;
      }
      int colon = line.indexOf(':');
      boolean field = colon > 0 && colon <= 40 && !Character.isWhitespace(line.charAt(0));
      if (field) {
        String key = line.substring(0, colon);
        if (key.equals(name) || key.equals(version) || key.equals(state)) {
          fields.putIfAbsent(key, line.substring(colon + 1).strip());
        }
      }
    }
  }

  private static void add(
      Map<String, String> fields,
      Map<String, String> into,
      String name,
      String version,
      String state,
      String wanted) {
    String found = fields.get(name);
    String has = fields.get(version);
    String is = fields.get(state);
    boolean installed = is == null || is.endsWith(" " + wanted);
    if (found != null
        && has != null
        && installed
        && found.length() <= MOST_NAME
        && has.length() <= MOST_NAME
        && into.size() < MOST_PACKAGES) {
      into.put(FilePaths.show(found), FilePaths.show(has));
    }
  }
}
