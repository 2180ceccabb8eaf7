package io.berth.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.berth.container.Containers;
import io.berth.container.Containers.NetworkCounters;
import io.berth.container.Containers.Stats;
import io.berth.failure.NotFound;
import io.berth.runtime.ResourceUsage;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UsageHistoryTest {

  private final ManualClock clock = new ManualClock();
  private final List<String> asked = new ArrayList<>();
  private boolean gone;

  /** A container uses half a processor and receives 1000 bytes a second. */
  private final UsageHistory history = new UsageHistory(containers(), clock);

  private Containers containers() {
    return (Containers)
        Proxy.newProxyInstance(
            Containers.class.getClassLoader(),
            new Class<?>[] {Containers.class},
            (_, method, arguments) ->
                switch (method.getName()) {
                  case "stats" -> stats((String) arguments[0]);
                  case "list" -> List.of();
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private Stats stats(String id) {
    if (gone) {
      throw new NotFound("No such container: " + id);
    }
    asked.add(id);
    long seconds = clock.instant().getEpochSecond();
    var usage =
        new ResourceUsage(seconds * 500_000_000, 0, 0, 0, 0, 0, 3_000, 1_000, 9_000, 2, 0, 0, 0);
    var network = new NetworkCounters(seconds * 1000, 0, 0, 0, 0, 0, 0, 0);
    return new Stats(id, "web", usage, network);
  }

  private void beats(int count) {
    for (int i = 0; i < count; i++) {
      history.beat();
      clock.now = clock.now.plusSeconds(1);
    }
  }

  @Test
  void ratesAreBetweenTwoMeasurements() {
    history.watched("a");
    beats(2);
    var sample = history.of("a").getLast();
    assertThat(sample.cpu()).isCloseTo(50, within(0.1));
    assertThat(sample.received()).isCloseTo(1000, within(0.1));
    assertThat(sample.memory()).isEqualTo(2_000);
  }

  @Test
  void oneMeasurementSaysNothingYet() {
    history.watched("a");
    beats(1);
    assertThat(history.of("a")).isEmpty();
  }

  @Test
  void nobodyIsMeasuredWhenNobodyLooks() {
    history.watched("a");
    beats(40);
    assertThat(asked).hasSizeBetween(28, 32);
    assertThat(history.beat()).isFalse();
  }

  @Test
  void memoryIsBounded() {
    for (int i = 0; i < 20; i++) {
      history.watched("a");
      beats(20);
    }
    assertThat(history.of("a")).hasSize(UsageHistory.POINTS - 1);
  }

  @Test
  void aRemovedContainerIsForgotten() {
    history.watched("a");
    beats(3);
    gone = true;
    beats(1);
    assertThat(history.of("a")).isEmpty();
    assertThat(history.beat()).isFalse();
  }

  private static final class ManualClock extends Clock {
    private Instant now = Instant.EPOCH.plus(Duration.ofDays(20_000));

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
