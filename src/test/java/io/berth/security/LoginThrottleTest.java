package io.berth.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class LoginThrottleTest {

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final LoginThrottle throttle =
      new LoginThrottle(
          new Clock() {
            @Override
            public Instant instant() {
              return now;
            }

            @Override
            public ZoneOffset getZone() {
              return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
              return this;
            }
          });

  @Test
  void waitsTwiceAsLongAfterEachFailureUpToFiveMinutes() {
    for (int i = 0; i < 5; i++) {
      assertThat(throttle.begin("admin")).isZero();
    }
    long expected = 1;
    for (int i = 0; i < 20; i++) {
      var wait = throttle.begin("admin");
      assertThat(wait).isEqualTo(Duration.ofSeconds(Math.min(expected, 300)));
      now = now.plus(wait);
      assertThat(throttle.begin("admin")).isZero();
      expected *= 2;
    }
  }

  @Test
  void forgetsFailuresAfterASuccess() {
    for (int i = 0; i < 5; i++) {
      throttle.begin("admin");
    }
    throttle.succeeded("admin");
    assertThat(throttle.begin("admin")).isZero();
  }

  @Test
  void keepsUsersApart() {
    for (int i = 0; i < 6; i++) {
      throttle.begin("admin");
    }
    assertThat(throttle.begin("admin")).isPositive();
    assertThat(throttle.begin("anna")).isZero();
  }
}
