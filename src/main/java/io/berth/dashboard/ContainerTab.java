package io.berth.dashboard;

import java.util.Arrays;
import java.util.Locale;

/** The pages of one container. */
enum ContainerTab {
  OVERVIEW("Overview"),
  LOGS("Logs"),
  TERMINAL("Terminal"),
  STATS("Stats"),
  FILES("Files"),
  CHANGES("Changes"),
  PROCESSES("Processes"),
  INSPECT("Inspect"),
  EVENTS("Events");

  private final String title;

  ContainerTab(String title) {
    this.title = title;
  }

  /** The page a form came from, or the first. */
  static ContainerTab named(String key) {
    return Arrays.stream(values())
        .filter(tab -> tab.key().equals(key))
        .findFirst()
        .orElse(OVERVIEW);
  }

  /** Public, as are the next: templates call no others. */
  public String title() {
    return title;
  }

  /** How a page says which it is. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  public String address(String id) {
    return "/dashboard/containers/" + id + (this == OVERVIEW ? "" : "/" + key());
  }
}
