package io.berth.recording;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * @param program what ran, without its arguments
 * @param terminal whether it was a terminal
 * @param endedAt null while it is being written
 * @param size in bytes
 */
public record RecordingView(
    String id,
    String who,
    String containerId,
    String containerName,
    String program,
    boolean terminal,
    Instant startedAt,
    @Nullable Instant endedAt,
    long size,
    Ending ending) {

  /** Why there is no more of it. */
  public enum Ending {
    /** The session was over, or goes on. */
    NONE,
    /** It reached its largest size. */
    FULL,
    /** It could not be written any more. */
    FAILED,
    /** The service ended in a hurry. */
    INTERRUPTED
  }

  public Duration length(Instant now) {
    return Duration.between(startedAt, endedAt == null ? now : endedAt);
  }
}
