package io.berth.settings;

import java.util.List;

/** What administrators have decided. Kept in the database; known without asking it. Thread-safe. */
public interface Settings {

  boolean isOn(Switch which);

  /** All there are, in order of their titles. */
  List<State> switches();

  /**
   * Holds from the next request on.
   *
   * @throws io.berth.failure.NotFound when there is no such switch
   */
  void turn(String name, boolean on);

  record State(Switch what, boolean on) {}
}
