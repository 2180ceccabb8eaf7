package io.berth.container;

import io.berth.container.ContainerConfig.Healthcheck;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What probes have said of the present run of a container, by the rules of Docker's health checks.
 * A value; every probe makes a new one.
 *
 * @param failingStreak probes that failed since the last good one
 * @param log the latest probes, oldest first
 */
public record Health(Status status, int failingStreak, List<Probe> log) {

  /** A container that has it with the value {@code true} is restarted when it becomes unhealthy. */
  public static final String RESTART_LABEL = "berth.restart-unhealthy";

  private static final int KEPT = 5;
  private static final int RETRIES = 3;

  public enum Status {
    STARTING,
    HEALTHY,
    UNHEALTHY;

    /** As the Docker Engine API has it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * @param exitCode -1 where the probe could not be run or was not over in time
   */
  public record Probe(Instant start, Instant end, int exitCode, String output) {}

  /** No probe has come yet. */
  static Health starting() {
    return new Health(Status.STARTING, 0, List.of());
  }

  /** What is said of a run that is over, whatever it was. */
  Health over() {
    return new Health(Status.UNHEALTHY, failingStreak, log);
  }

  /**
   * @param ran from the start of the run to that of the probe
   */
  Health after(Probe probe, Healthcheck check, Duration ran) {
    List<Probe> probes = new ArrayList<>(log);
    probes.add(probe);
    List<Probe> kept =
        List.copyOf(probes.subList(Math.max(0, probes.size() - KEPT), probes.size()));
    if (probe.exitCode() == 0) {
      return new Health(Status.HEALTHY, 0, kept);
    }
    boolean excused = status == Status.STARTING && ran.toNanos() < check.startPeriod();
    int streak = excused ? failingStreak : failingStreak + 1;
    int most = check.retries() == 0 ? RETRIES : check.retries();
    return new Health(!excused && streak >= most ? Status.UNHEALTHY : status, streak, kept);
  }
}
