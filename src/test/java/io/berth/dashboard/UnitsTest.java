package io.berth.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitsTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "999, 999 B",
    "1000, 1.0 kB",
    "4270000, 4.3 MB",
    "187000000, 187 MB",
    "999600, 1.0 MB",
    "-1, 0 B",
    "9223372036854775807, 9223 PB"
  })
  void bytesAreDecimal(long count, String text) {
    assertThat(Units.bytes(count)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "10, just now",
    "60, 1 minute ago",
    "7200, 2 hours ago",
    "172800, 2 days ago",
    "34560000, 13 months ago",
    "94608000, 3 years ago"
  })
  void agesAreRounded(long seconds, String text) {
    var now = Instant.parse("2026-06-01T00:00:00Z");
    assertThat(Units.ago(now.minusSeconds(seconds), now)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "60, within two hours",
    "10800, in 3 hours",
    "2591999, in 30 days",
    "31536000, in 365 days"
  })
  void timesToComeAreRoundedToo(long seconds, String text) {
    var now = Instant.parse("2026-06-01T00:00:00Z");
    assertThat(Units.ahead(now.plusSeconds(seconds), now)).isEqualTo(text);
  }
}
