package io.berth.dashboard;

import java.util.Locale;

/** The pages of one container. */
enum ContainerTab {
  OVERVIEW("Overview"),
  LOGS("Logs"),
  TERMINAL("Terminal"),
  STATS("Stats"),
  CHANGES("Changes"),
  PROCESSES("Processes"),
  INSPECT("Inspect"),
  EVENTS("Events");

  private final String title;

  ContainerTab(String title) {
    this.title = title;
  }

  /** The page a form came from, or the first. */
  static ContainerTab named(String path) {
    for (ContainerTab tab : values()) {
      if (tab.path().equals("/" + path)) {
        return tab;
      }
    }
    return OVERVIEW;
  }

  /** Public, as are the next: templates call no others. */
  public String title() {
    return title;
  }

  /** After the container's address. */
  public String path() {
    return this == OVERVIEW ? "" : "/" + name().toLowerCase(Locale.ROOT);
  }

  public String address(String id) {
    return "/dashboard/containers/" + id + path();
  }
}
