package io.berth.job;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job at one moment.
 *
 * @param endedAt null while it runs
 * @param problem why it failed, or empty
 * @param result what the work made, or empty
 * @param droppedLines of the log, before its first line
 */
public record JobView(
    String id,
    String kind,
    String title,
    String user,
    State state,
    Instant startedAt,
    @Nullable Instant endedAt,
    String problem,
    String result,
    List<Part> parts,
    List<Line> log,
    int droppedLines) {

  public enum State {
    RUNNING,
    DONE,
    FAILED,
    CANCELLED
  }

  /**
   * @param bytesPerSecond lately; 0 when nothing moves
   */
  public record Part(String name, String state, long current, long total, long bytesPerSecond) {}

  public record Line(Instant at, String text) {}

  public boolean isRunning() {
    return state == State.RUNNING;
  }
}
