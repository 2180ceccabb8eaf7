package io.berth.runtime;

import java.nio.file.Path;

/**
 * What the caller of a launch does while the container's first process waits at the gate. A failure
 * aborts the launch, which then leaves nothing.
 */
public interface Launching {

  /**
   * Configures the network namespace, whose loopback interface is up. Not called in the host's
   * network namespace.
   *
   * @param netns the namespace's file, such as {@code /proc/1234/ns/net}; valid during the call
   */
  void network(Path netns);

  /**
   * The last call: the process is in its cgroup, everything is ready. When this returns, the user's
   * program is executed; that may still fail, and then launch throws.
   */
  void placed(Placed placed);
}
