package io.berth.runtime;

import java.nio.file.Path;

/** Configures a container's network namespace before the user's program runs. */
@FunctionalInterface
public interface NetworkHook {

  /** Leaves the namespace with the loopback interface only, which the runtime brings up itself. */
  NetworkHook NONE = netns -> {};

  /**
   * @param netns the namespace's file, such as {@code /proc/1234/ns/net}; valid during the call
   */
  void configure(Path netns);
}
