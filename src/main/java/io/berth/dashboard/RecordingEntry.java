package io.berth.dashboard;

import io.berth.recording.RecordingView;
import io.berth.recording.RecordingView.Ending;
import java.time.Instant;
import java.util.Locale;

/**
 * A recording as pages show it.
 *
 * @param what the program that ran, or was attached to
 * @param note why it ends before the session did, or empty
 */
record RecordingEntry(
    String id,
    String containerId,
    String container,
    String what,
    String who,
    String started,
    String length,
    String size,
    boolean terminal,
    boolean running,
    String note) {

  static RecordingEntry of(RecordingView recording, Instant now) {
    String program = recording.program();
    return new RecordingEntry(
        recording.id(),
        recording.containerId(),
        recording.containerName(),
        program.substring(program.lastIndexOf('/') + 1),
        recording.who(),
        Moments.whole(recording.startedAt()),
        JobRow.duration(recording.length(now).toSeconds()),
        Units.bytes(recording.size()),
        recording.terminal(),
        recording.endedAt() == null,
        note(recording.ending()));
  }

  private static String note(Ending ending) {
    return switch (ending) {
      case NONE -> "";
      case FULL -> "it reached the largest size";
      case FAILED -> "it could not be written any more";
      case INTERRUPTED -> "the service ended in a hurry";
    };
  }

  /** Whether the text is part of who, where or what. */
  boolean holds(String text) {
    String all = String.join("\n", container, containerId, what, who);
    return all.toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT));
  }
}
