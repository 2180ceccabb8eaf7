package io.berth.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.usage.UsageSample;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class UsageCellTest {

  private static UsageSample sample(double cpu, long memory) {
    return new UsageSample(0, cpu, memory, 0, 1, 0, 0, 0, 0, 0);
  }

  @Test
  void withoutMeasurementsThereIsNothingToSee() {
    var cell = UsageCell.of("a", List.of());
    assertThat(cell.cpu()).isEmpty();
    assertThat(cell.cpuPoints()).isEmpty();
    assertThat(cell.cpuValue()).isNegative();
  }

  @Test
  void theLineEndsAtTheRightEdgeAndItsTopIsTheMost() {
    var cell = UsageCell.of("a", List.of(sample(50, 1), sample(100, 2_000_000)));
    assertThat(cell.cpu()).isEqualTo("100 %");
    assertThat(cell.memory()).isEqualTo("2.0 MB");
    assertThat(cell.cpuPoints()).isEqualTo("58,8 60,1");
  }

  @Test
  void idleNoiseStaysAtTheBottom() {
    var cell = UsageCell.of("a", List.of(sample(0.05, 1), sample(0.05, 1)));
    assertThat(cell.cpuPoints()).isEqualTo("58,15 60,15");
  }

  @Test
  void aLongHistoryIsCut() {
    var cell = UsageCell.of("a", Collections.nCopies(119, sample(1, 1)));
    assertThat(cell.cpuPoints().split(" ")).hasSize(30);
    assertThat(cell.cpuPoints()).startsWith("0,");
  }
}
