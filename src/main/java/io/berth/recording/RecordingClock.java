package io.berth.recording;

import io.berth.failure.BerthException;
import io.berth.recording.RecordingView.Ending;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Ends recordings that a crash left open, and deletes those whose time is over: it sleeps until the
 * next one's is.
 */
@Component
final class RecordingClock implements SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(RecordingClock.class);
  private static final Duration AGAIN = Duration.ofMinutes(10);

  private final RecordingService recordings;
  private final RecordingRows rows;
  private final RecordingFiles files;
  private final Retention retention;
  private final ScheduledThreadPoolExecutor clock =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("recordings").factory());
  private volatile boolean running;

  RecordingClock(
      RecordingService recordings,
      RecordingRows rows,
      RecordingFiles files,
      RecordingProperties properties) {
    this.recordings = recordings;
    this.rows = rows;
    this.files = files;
    this.retention = new Retention(properties.keepRecordings());
    clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public void start() {
    running = true;
    rows.findByEndedAtIsNull().forEach(this::interrupted);
    clock.execute(this::look);
  }

  private void interrupted(RecordingRow row) {
    Instant end = Instant.now();
    long size = 0;
    try {
      end = files.lastWritten(row.id());
      size = CastFile.repair(files.of(row.id()));
    } catch (IOException e) {
      LOG.warn("recording {} is damaged: {}", row.id(), e.toString());
    }
    row.ended(end, size, Ending.INTERRUPTED);
    rows.save(row);
  }

  private void look() {
    Duration sleep = AGAIN;
    try {
      Instant now = Instant.now();
      for (RecordingRow row : rows.findByEndedAtLessThanEqual(retention.goesIfEndedBy(now))) {
        recordings.forget(row);
        LOG.info("recording {} was kept long enough", row.id());
      }
      sleep =
          retention.sleep(
              rows.findFirstByEndedAtIsNotNullOrderByEndedAt().map(RecordingRow::endedAt), now);
    } catch (BerthException | DataAccessException e) {
      LOG.error("old recordings stay for now", e);
    } finally {
      if (running) {
        clock.schedule(this::look, sleep.toMillis() + 1, TimeUnit.MILLISECONDS);
      }
    }
  }

  @Override
  public void stop() {
    running = false;
    recordings.endAll();
    clock.shutdown(); // an interrupt could close the database's file
    try {
      if (!clock.awaitTermination(10, TimeUnit.SECONDS)) {
        LOG.warn("old recordings are still being deleted");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Before anybody opens a terminal. */
  @Override
  public int getPhase() {
    return 1;
  }
}
