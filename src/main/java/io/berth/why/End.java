package io.berth.why;

import io.berth.container.ContainerView;
import io.berth.container.ContainerView.State;
import io.berth.container.ContainerView.Status;
import io.berth.container.EndRequest;
import io.berth.container.Signals;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the end of a container's last run, or of a start that failed.
 *
 * @param program the first word of its command
 * @param memoryLimit in bytes, 0 for none
 * @param who asked for the end, as a subject of a sentence
 */
record End(State state, String program, String image, long memoryLimit, String who) {

  static End of(ContainerView container, String who) {
    return new End(
        container.state(),
        container.path(),
        container.image(),
        container.hostConfig().memory(),
        who);
  }

  int code() {
    return state.exitCode();
  }

  /** The signal that the exit code stands for, or 0. */
  int signal() {
    int signal = state.exitCode() - 128;
    return signal >= 1 && signal <= 64 ? signal : 0;
  }

  boolean killed() {
    return signal() == Signals.KILL;
  }

  boolean unknown() {
    return code() == 255 && !state.error().isEmpty();
  }

  boolean startFailed() {
    return !state.error().isEmpty() && !unknown();
  }

  boolean nothingToExplain() {
    return switch (state.status()) {
      case RUNNING, PAUSED, REMOVING -> true;
      case CREATED -> state.error().isEmpty();
      case RESTARTING, EXITED, DEAD -> false;
    };
  }

  boolean startsAgain() {
    return state.status() == Status.RESTARTING;
  }

  @Nullable EndRequest request() {
    return state.endRequest();
  }
}
