package io.berth.recording;

import io.berth.recording.RecordingView.Ending;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.NullUnmarked;

@Entity
@Table(name = "recording")
@NullUnmarked
class RecordingRow {

  private static final int LONGEST_PROGRAM = 500;

  @Id private String id;

  @Column(nullable = false)
  private String who;

  @Column(nullable = false)
  private String containerId;

  @Column(nullable = false)
  private String containerName;

  @Column(nullable = false)
  private String program;

  @Column(nullable = false)
  private boolean terminal;

  @Column(nullable = false)
  private Instant startedAt;

  private Instant endedAt;

  @Column(nullable = false)
  private long bytes;

  @Enumerated(EnumType.STRING)
  @Column(nullable = false)
  private Ending ending = Ending.NONE;

  protected RecordingRow() {}

  RecordingRow(String id, Session session, Instant startedAt) {
    String first = session.command().isEmpty() ? "" : session.command().getFirst();
    this.id = id;
    this.who = session.who();
    this.containerId = session.containerId();
    this.containerName = session.containerName();
    this.program = first.substring(0, Math.min(LONGEST_PROGRAM, first.length()));
    this.terminal = session.terminal();
    this.startedAt = startedAt;
  }

  String id() {
    return id;
  }

  String who() {
    return who;
  }

  Instant endedAt() {
    return endedAt;
  }

  void ended(Instant at, long size, Ending why) {
    endedAt = at;
    bytes = size;
    ending = why;
  }

  /**
   * @param written so far, while it is being written
   */
  RecordingView view(long written) {
    return new RecordingView(
        id,
        who,
        containerId,
        containerName,
        program,
        terminal,
        startedAt,
        endedAt,
        endedAt == null ? written : bytes,
        ending);
  }
}
