package io.berth.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class FloodTest {

  private static final Instant NOW = Instant.parse("2026-05-01T10:00:10Z");

  @Test
  void eachAddressHasItsShareOfAMinute() {
    var flood = new Flood();
    for (int i = 0; i < Flood.A_MINUTE; i++) {
      assertThat(flood.admits("1.1.1.1", NOW)).isTrue();
    }
    assertThat(flood.admits("1.1.1.1", NOW)).isFalse();
    assertThat(flood.admits("2.2.2.2", NOW)).isTrue();
    assertThat(flood.admits("1.1.1.1", NOW.plusSeconds(60))).isTrue();
  }
}
