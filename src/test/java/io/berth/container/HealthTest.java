package io.berth.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.container.ContainerConfig.Healthcheck;
import io.berth.container.Health.Probe;
import io.berth.container.Health.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class HealthTest {

  private static final Healthcheck USUAL = new Healthcheck(List.of("CMD", "x"), 0L, 0L, 0L, 0L, 0);
  private static final Healthcheck SLOW =
      new Healthcheck(List.of("CMD", "x"), 0L, 0L, Duration.ofSeconds(60).toNanos(), 0L, 1);

  private static Health after(Health health, int code, Healthcheck check, int second) {
    var probe = new Probe(Instant.EPOCH, Instant.EPOCH, code, "at " + second);
    return health.after(probe, check, Duration.ofSeconds(second));
  }

  @Test
  void threeFailuresInARowMakeItUnhealthyAndOneSuccessHealthy() {
    Health health = after(Health.starting(), 1, USUAL, 1);
    health = after(health, -1, USUAL, 2);
    assertThat(health.status()).isEqualTo(Status.STARTING);
    assertThat(health.failingStreak()).isEqualTo(2);
    health = after(health, 2, USUAL, 3);
    assertThat(health.status()).isEqualTo(Status.UNHEALTHY);
    health = after(health, 0, USUAL, 4);
    assertThat(health.status()).isEqualTo(Status.HEALTHY);
    assertThat(health.failingStreak()).isZero();
  }

  @Test
  void failuresWhileItStartsDoNotCountUntilItWasHealthyOnce() {
    Health health = after(Health.starting(), 1, SLOW, 59);
    assertThat(health.status()).isEqualTo(Status.STARTING);
    assertThat(health.failingStreak()).isZero();
    assertThat(after(health, 1, SLOW, 60).status()).isEqualTo(Status.UNHEALTHY);
    assertThat(after(after(health, 0, SLOW, 1), 1, SLOW, 2).status()).isEqualTo(Status.UNHEALTHY);
  }

  @Test
  void theLastFiveProbesAreKept() {
    Health health = Health.starting();
    for (int second = 1; second <= 7; second++) {
      health = after(health, 0, USUAL, second);
    }
    assertThat(health.log())
        .extracting(Probe::output)
        .containsExactly("at 3", "at 4", "at 5", "at 6", "at 7");
  }
}
