package io.berth.container;

import java.time.Duration;

/** Whether and when a container is started again. */
final class RestartPolicies {

  private static final long FIRST_MILLIS = 100;
  private static final long MOST_MILLIS = 60_000;

  /** A run of at least this length was a good one: the next wait is short again. */
  private static final Duration GOOD_RUN = Duration.ofSeconds(10);

  private RestartPolicies() {}

  /** After an exit, with the engine going on. */
  static boolean again(Container container, int exitCode) {
    return !container.manuallyStopped && wanted(container, exitCode);
  }

  /** When the engine starts: only {@code unless-stopped} remembers that somebody stopped it. */
  static boolean atEngineStart(Container container) {
    boolean unlessStopped = container.hostConfig.restartPolicy().name().equals("unless-stopped");
    return container.state.facts().startedAt() != null
        && !(unlessStopped && container.manuallyStopped)
        && wanted(container, container.state.facts().exitCode());
  }

  private static boolean wanted(Container container, int exitCode) {
    HostConfig.RestartPolicy policy = container.hostConfig.restartPolicy();
    return switch (policy.name()) {
      case "always", "unless-stopped" -> true;
      case "on-failure" ->
          exitCode != 0
              && (policy.maximumRetryCount() == 0
                  || container.restartCount < policy.maximumRetryCount());
      default -> false;
    };
  }

  /** Doubles with every short run. */
  static long nextBackoff(long previousMillis, Duration run) {
    if (previousMillis == 0 || run.compareTo(GOOD_RUN) >= 0) {
      return FIRST_MILLIS;
    }
    return Math.min(previousMillis * 2, MOST_MILLIS);
  }
}
