package io.berth.audit;

import io.berth.recording.RecordingView;
import io.berth.recording.Recordings;
import java.time.Instant;
import org.springframework.stereotype.Component;

/**
 * Tells of recordings that begin: in the entry of the request that begins one, or in an entry of
 * their own where there is none, as behind a WebSocket.
 */
@Component
final class RecordingEntries implements Recordings.Witness {

  private static final int OK = 200;

  private final AuditService audit;

  RecordingEntries(AuditService audit) {
    this.audit = audit;
  }

  @Override
  public void began(RecordingView recording) {
    String words = "recording=" + recording.id();
    if (Passage.current() != null) {
      audit.note(words);
      return;
    }
    audit.append(
        new AuditEntry(
            0,
            Instant.now(),
            recording.who(),
            "websocket",
            "",
            "recording.begin",
            "container",
            recording.containerId(),
            recording.containerName(),
            words,
            OK,
            ""));
  }
}
