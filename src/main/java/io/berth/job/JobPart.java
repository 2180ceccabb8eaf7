package io.berth.job;

import java.util.ArrayDeque;
import java.util.Deque;

/** One part of a job and how fast it moves. Guarded by its job. */
final class JobPart {

  private static final long WINDOW_NANOS = 5_000_000_000L;
  private static final int MAX_SAMPLES = 100;

  private final String name;
  private final Deque<Sample> samples = new ArrayDeque<>();
  private String state = "";
  private long current;
  private long total;

  private record Sample(long nanos, long current) {}

  JobPart(String name) {
    this.name = name;
  }

  void update(String newState, long newCurrent, long newTotal, long nanos) {
    if (!newState.equals(state) || newCurrent < current) {
      samples.clear();
    }
    state = newState;
    current = newCurrent;
    total = newTotal;
    samples.addLast(new Sample(nanos, newCurrent));
    forget(nanos);
  }

  JobView.Part view(long nanos) {
    forget(nanos);
    return new JobView.Part(name, state, current, total, speed(nanos));
  }

  /** One sample always stays: without a second one, nothing moves. */
  private void forget(long nanos) {
    while (samples.size() > 1
        && (samples.size() > MAX_SAMPLES || nanos - samples.getFirst().nanos() > WINDOW_NANOS)) {
      samples.removeFirst();
    }
  }

  private long speed(long nanos) {
    if (samples.isEmpty()) {
      return 0;
    }
    Sample first = samples.getFirst();
    long elapsed = nanos - first.nanos();
    return elapsed <= 0 ? 0 : (long) ((current - first.current()) * 1e9 / elapsed);
  }
}
