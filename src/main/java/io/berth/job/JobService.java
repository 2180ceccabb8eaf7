package io.berth.job;

import io.berth.failure.BerthException;
import io.berth.failure.NotFound;
import io.berth.security.Caller;
import io.berth.team.Ownership;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Service;

/**
 * The jobs of this engine, newest first. Ended ones are forgotten after {@link #KEPT}, or earlier
 * when there are too many. When the service ends, running ones are cancelled before the database
 * closes.
 */
@Service
class JobService implements Jobs, SmartLifecycle {

  static final Duration KEPT = Duration.ofHours(6);
  static final int MOST_ENDED = 200;
  private static final Duration FAREWELL = Duration.ofSeconds(10);
  private static final Logger LOG = LoggerFactory.getLogger(JobService.class);

  private final Deque<Job> jobs = new ConcurrentLinkedDeque<>();
  private final SecureRandom random = new SecureRandom();
  private final Clock clock;
  private final Ownership ownership;
  private volatile boolean running;

  @org.springframework.beans.factory.annotation.Autowired
  JobService(Ownership ownership) {
    this(Clock.systemUTC(), ownership);
  }

  JobService(Clock clock, Ownership ownership) {
    this.clock = clock;
    this.ownership = ownership;
  }

  @Override
  public JobView start(Request request, Work work) {
    Job job = add(request);
    Caller caller = Caller.current();
    Thread.ofVirtual()
        .name("job-" + job.id())
        .start(() ->
            caller.call(() -> {
              perform(job, work);
              return job;
            }));
    return job.view();
  }

  @Override
  public JobView run(Request request, Work work) {
    Job job = add(request);
    perform(job, work);
    return job.view();
  }

  @Override
  public JobView find(String id) {
    return job(id).view();
  }

  @Override
  public List<JobView> list() {
    forget();
    return jobs.stream().filter(this::sees).map(Job::summary).toList();
  }

  @Override
  public List<JobView> running() {
    return jobs.stream().filter(Job::isRunning).filter(this::sees).map(Job::summary).toList();
  }

  private boolean sees(Job job) {
    return ownership.sees(job.owners());
  }

  @Override
  public void cancel(String id) {
    job(id).cancel();
  }

  @Override
  public void start() {
    running = true;
  }

  @Override
  public void stop() {
    List<Job> left = jobs.stream().filter(Job::isRunning).toList();
    left.forEach(Job::cancel);
    Instant deadline = clock.instant().plus(FAREWELL);
    try {
      for (Job job : left) {
        if (!job.awaitEnd(deadline)) {
          LOG.warn("job {} did not end in time", job.id());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** After the web server has ended its requests, before any bean goes. */
  @Override
  public int getPhase() {
    return 0;
  }

  private Job add(Request request) {
    forget();
    byte[] id = new byte[8];
    random.nextBytes(id);
    Job job = new Job(HexFormat.of().formatHex(id), request, clock);
    jobs.addFirst(job);
    return job;
  }

  private static void perform(Job job, Work work) {
    job.begin();
    try {
      work.run(job);
      job.end(JobView.State.DONE, "");
    } catch (Exception e) {
      if (job.cancelled()) {
        job.end(JobView.State.CANCELLED, "");
        return;
      }
      if (!(e instanceof BerthException)) {
        LOG.warn("job {} failed", job.id(), e);
      }
      job.end(JobView.State.FAILED, String.valueOf(e.getMessage()));
    } catch (Error e) {
      job.end(JobView.State.FAILED, "internal error: see the service's log");
      throw e;
    }
  }

  private Job job(String id) {
    return jobs.stream()
        .filter(job -> job.id().equals(id))
        .filter(this::sees)
        .findFirst()
        .orElseThrow(
            () -> new NotFound("no such job: " + id + " (ended ones are kept for some hours)"));
  }

  private void forget() {
    Instant limit = clock.instant().minus(KEPT);
    List<Job> gone = new ArrayList<>();
    int ended = 0;
    for (Job job : jobs) {
      if (!job.isRunning() && (++ended > MOST_ENDED || job.endedBefore(limit))) {
        gone.add(job);
      }
    }
    jobs.removeAll(gone);
  }
}
