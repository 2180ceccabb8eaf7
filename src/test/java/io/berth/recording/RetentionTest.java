package io.berth.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class RetentionTest {

  private static final Instant NOW = Instant.parse("2026-05-31T12:00:00Z");
  private final Retention retention = new Retention(Duration.ofDays(30));

  @Test
  void aRecordingStaysForItsTime() {
    assertThat(retention.goesIfEndedBy(NOW)).isEqualTo("2026-05-01T12:00:00Z");
  }

  @Test
  void theNextLookIsWhenTheOldestGoes() {
    var oldest = Optional.of(NOW.minus(Duration.ofDays(30)).plusSeconds(90));
    assertThat(retention.sleep(oldest, NOW)).isEqualTo(Duration.ofSeconds(90));
  }

  @Test
  void aRecordingThatShouldBeGoneIsDealtWithAtOnce() {
    assertThat(retention.sleep(Optional.of(NOW.minus(Duration.ofDays(31))), NOW))
        .isEqualTo(Duration.ZERO);
  }

  @Test
  void nothingThatComesMeanwhileIsOverBeforeTheNextLook() {
    assertThat(retention.sleep(Optional.empty(), NOW)).isEqualTo(Duration.ofDays(1));
    assertThat(new Retention(Duration.ofMinutes(5)).sleep(Optional.empty(), NOW))
        .isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void limitsThatMakeNoSenseAreRefused() {
    var size = DataSize.ofMegabytes(1);
    assertThatThrownBy(() -> new RecordingProperties(Duration.ZERO, size))
        .hasMessageContaining("keep-recordings");
    assertThatThrownBy(() -> new RecordingProperties(Duration.ofDays(1), DataSize.ofKilobytes(1)))
        .hasMessageContaining("64KB");
  }
}
