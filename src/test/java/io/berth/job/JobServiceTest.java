package io.berth.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.berth.failure.InvalidRequest;
import io.berth.failure.NotFound;
import io.berth.team.Owners;
import io.berth.team.TeamTables;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class JobServiceTest {

  private static final Jobs.Request PULL =
      new Jobs.Request("pull", "alpine:3", "ann", Owners.EVERYBODY);

  private final MovedClock clock = new MovedClock();
  private final JobService jobs = new JobService(clock, new TeamTables().ownership());

  private static final class MovedClock extends Clock {
    private Instant now = Instant.parse("2026-06-01T00:00:00Z");

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

  @Test
  void aJobTellsItsProgressAndStaysAfterItsEnd() throws Exception {
    var go = new CountDownLatch(1);
    String id =
        jobs.start(
                PULL,
                progress -> {
                  progress.part("layer", "downloading", 50, 100);
                  progress.log("half");
                  go.await();
                  progress.part("layer", "done", 100, 100);
                  progress.result("sha256:1");
                })
            .id();
    await().until(() -> !jobs.find(id).log().isEmpty());
    assertThat(jobs.find(id).state()).isEqualTo(JobView.State.RUNNING);
    assertThat(jobs.running()).extracting(JobView::id).containsExactly(id);
    go.countDown();
    await().until(() -> !jobs.find(id).isRunning());
    JobView ended = jobs.find(id);
    assertThat(ended.state()).isEqualTo(JobView.State.DONE);
    assertThat(ended.user()).isEqualTo("ann");
    assertThat(ended.result()).isEqualTo("sha256:1");
    assertThat(ended.parts())
        .singleElement()
        .satisfies(part -> {
          assertThat(part.state()).isEqualTo("done");
          assertThat(part.current()).isEqualTo(100);
        });
    assertThat(ended.log()).extracting(JobView.Line::text).containsExactly("half");
    assertThat(jobs.list()).singleElement().satisfies(job -> assertThat(job.log()).isEmpty());
  }

  @Test
  void aCancelledJobIsInterrupted() {
    String id = jobs.start(PULL, _ -> Thread.sleep(Duration.ofMinutes(1))).id();
    jobs.cancel(id);
    await().until(() -> jobs.find(id).state() == JobView.State.CANCELLED);
    jobs.cancel(id);
    assertThat(jobs.find(id).problem()).isEmpty();
  }

  @Test
  void aFailureIsTold() {
    JobView job =
        jobs.run(
            PULL,
            _ -> {
              throw new InvalidRequest("no such tag");
            });
    assertThat(job.state()).isEqualTo(JobView.State.FAILED);
    assertThat(job.problem()).isEqualTo("no such tag");
  }

  @Test
  void aCancelOfWorkOnTheCallersThreadLeavesNoInterruptBehind() {
    JobView job =
        jobs.run(
            PULL,
            progress -> {
              jobs.cancel(jobs.running().getFirst().id());
              assertThat(progress.cancelled()).isTrue();
            });
    assertThat(job.state()).isEqualTo(JobView.State.DONE);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void endedJobsAreForgottenAfterSomeHoursOrWhenThereAreMany() {
    String first = jobs.run(PULL, _ -> {}).id();
    clock.now = clock.now.plus(JobService.KEPT).plusSeconds(1);
    assertThat(jobs.list()).isEmpty();
    assertThatThrownBy(() -> jobs.find(first)).isInstanceOf(NotFound.class);
    for (int i = 0; i < JobService.MOST_ENDED + 5; i++) {
      jobs.run(PULL, _ -> {});
    }
    assertThat(jobs.list()).hasSize(JobService.MOST_ENDED);
  }

  @Test
  void logAndPartsAreBounded() {
    JobView job =
        jobs.run(
            PULL,
            progress -> {
              for (int i = 0; i < Job.MAX_LINES + 10; i++) {
                progress.log("line " + i);
                progress.part("part " + i, "done", 1, 1);
              }
            });
    assertThat(job.log()).hasSize(Job.MAX_LINES);
    assertThat(job.droppedLines()).isEqualTo(10);
    assertThat(job.log().getFirst().text()).isEqualTo("line 10");
    assertThat(job.parts()).hasSize(Job.MAX_PARTS);
  }

  @Test
  void theServicesEndCancelsWhatRuns() {
    String id = jobs.start(PULL, _ -> Thread.sleep(Duration.ofMinutes(1))).id();
    jobs.stop();
    assertThat(jobs.find(id).state()).isEqualTo(JobView.State.CANCELLED);
  }

  @Test
  void speedIsOfTheLastSecondsAndOfOneStateOnly() {
    var part = new JobPart("layer");
    part.update("downloading", 0, 100_000, 0);
    part.update("downloading", 2_000, 100_000, 1_000_000_000);
    assertThat(part.view(2_000_000_000L).bytesPerSecond()).isEqualTo(1_000);
    part.update("extracting", 0, 100_000, 2_500_000_000L);
    assertThat(part.view(3_000_000_000L).bytesPerSecond()).isZero();
    assertThat(part.view(60_000_000_000L).bytesPerSecond()).isZero();
  }
}
