package io.berth.dashboard.creation;

import java.util.List;
import java.util.Map;

/** What a person typed; fields that were left out are empty. */
record CreateForm(Map<String, String> fields) {

  /** Public, as are the next: templates call no others. */
  public String text(String name) {
    return fields.getOrDefault(name, "");
  }

  public boolean flag(String name) {
    return !text(name).isEmpty();
  }

  boolean has(String name) {
    return !word(name).isEmpty();
  }

  String word(String name) {
    return text(name).strip();
  }

  /** Those that say something. */
  List<String> lines(String name) {
    return text(name).lines().filter(line -> !line.isBlank()).map(String::strip).toList();
  }
}
