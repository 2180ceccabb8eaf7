package io.berth.container;

import io.berth.bin.BinProperties;
import io.berth.container.Container.Binned;
import io.berth.container.ContainerStore.Swapped;
import io.berth.container.Containers.WaitCondition;
import io.berth.container.Containers.WaitResult;
import io.berth.failure.BerthException;
import io.berth.failure.Conflict;
import io.berth.job.JobProgress;
import io.berth.log.ContainerLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Lets a container in the bin take the place of one that people see. */
final class Replacing {

  /** How long a new one has to go on for its change to be good. */
  private static final Duration CHECK = Duration.ofSeconds(3);

  private static final int LAST_LINES = 20;

  private final ContainerRegistry registry;
  private final ContainerControl control;
  private final ContainerLife life;
  private final ContainerLogs logs;
  private final Remover remover;
  private final Announcer announcer;
  private final ContainerBinService bin;
  private final BinProperties binning;

  Replacing(
      ContainerRegistry registry,
      ContainerControl control,
      ContainerLife life,
      ContainerLogs logs,
      Remover remover,
      Announcer announcer,
      ContainerBinService bin,
      BinProperties binning) {
    this.registry = registry;
    this.control = control;
    this.life = life;
    this.logs = logs;
    this.remover = remover;
    this.announcer = announcer;
    this.bin = bin;
    this.binning = binning;
  }

  /**
   * Stops one, puts the other in its place and starts that if the one ran. If it does not go on
   * running, everything is as before.
   *
   * @param made whether the other is new: then the one stays known as its version before
   */
  void replace(Container now, Container next, boolean made, JobProgress job)
      throws InterruptedException {
    boolean ran = now.state.active();
    Swapped places = putInPlace(now, next, made, ran, job);
    job.log("version " + shortId(next) + " has the place; " + shortId(now) + " is in the bin");
    job.result(next.id);
    if (ran) {
      try {
        startAndWatch(places.in(), job);
      } catch (BerthException e) {
        throw back(places, next.binned, e, job);
      }
    }
    job.log(now.name + (ran ? " runs" : " was not running, and is not started"));
  }

  private Swapped putInPlace(
      Container now, Container next, boolean made, boolean ran, JobProgress job) {
    try {
      if (ran) {
        job.log("stopping version " + shortId(now));
        stop(now, null);
        announcer.container(now, "stop");
      }
      return swap(now, next, made ? next.id : "", job);
    } catch (RuntimeException e) {
      if (made) {
        remover.forgetUnused(next);
      }
      if (ran && !now.forgotten && !now.state.active()) {
        job.log("starting version " + shortId(now) + " again");
        life.start(now);
      }
      throw e;
    }
  }

  /** It does not remove itself now, even if it was made to. */
  private void stop(Container container, @Nullable Integer graceSeconds) {
    container.staysOnce = true;
    control.end(container, graceSeconds, null, EndRequest.Kind.STOP);
  }

  private Swapped swap(Container out, Container in, String replacedBy, JobProgress job) {
    out.lock.lock();
    in.lock.lock();
    try {
      if (out.forgotten || out.state.active()) {
        throw new Conflict(
            "somebody %s container %s meanwhile"
                .formatted(out.forgotten ? "removed" : "started", out.name));
      }
      registry.findBinned(in.id);
      List<String> notes = new ArrayList<>();
      Layout layout = bin.withVolumes(in.layout, notes);
      notes.forEach(job::log);
      var stay = new Binned(binning.beginVersion(), replacedBy);
      Swapped places = registry.store().swap(out, stay, in, layout);
      logs.close(out);
      registry.swap(places.out(), places.in());
      remover.leave(out);
      in.forgotten = true;
      announcer.container(places.in(), "create");
      return places;
    } finally {
      in.lock.unlock();
      out.lock.unlock();
    }
  }

  private void startAndWatch(Container container, JobProgress job) throws InterruptedException {
    job.log("starting version " + shortId(container));
    CompletableFuture<WaitResult> end;
    container.lock.lock();
    try {
      end = container.waitFor(WaitCondition.NEXT_EXIT);
    } finally {
      container.lock.unlock();
    }
    life.start(container);
    try {
      WaitResult exit = end.get(CHECK.toMillis(), TimeUnit.MILLISECONDS);
      tellLastLines(container, job);
      throw new Conflict(
          "it ended with exit code %d in less than %d seconds"
              .formatted(exit.statusCode(), CHECK.toSeconds()));
    } catch (TimeoutException e) {
      job.log("it goes on after " + CHECK.toSeconds() + " seconds");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private void tellLastLines(Container container, JobProgress job) {
    var query = new ContainerLog.Query(true, true, LAST_LINES, null, null, false);
    try (var reader = logs.readable(container).read(query)) {
      for (var line = reader.next(); line != null; line = reader.next()) {
        String text = new String(line.bytes(), StandardCharsets.UTF_8);
        job.log("it wrote: " + text.replaceAll("\\p{Cntrl}", " ").strip());
      }
    } catch (BerthException | IOException e) {
      job.log("its log could not be read: " + e.getMessage());
    }
  }

  /**
   * The one that had the place gets it back.
   *
   * @param stay how the other was in the bin before
   * @return what to say of it all
   */
  private Conflict back(
      Swapped places, @Nullable Binned stay, BerthException cause, JobProgress job) {
    Container failed = places.in();
    job.log("version " + shortId(failed) + " failed: " + cause.getMessage());
    stop(failed, 0);
    Container old;
    if (isGone(failed)) { // it was made to remove itself at its end
      bin.restore(places.out().id);
      old = registry.find(places.out().id);
    } else {
      old = swap(failed, places.out(), stay == null ? "" : stay.replacedBy(), job).in();
    }
    job.result(old.id);
    job.log("starting version " + shortId(old) + " again");
    life.start(old);
    return new Conflict(
        "the change of %s is taken back, and the version before runs again: %s"
            .formatted(old.name, cause.getMessage()),
        cause);
  }

  /** Once its end, which somebody may be dealing with, is over. */
  private static boolean isGone(Container container) {
    container.lock.lock();
    try {
      return container.forgotten;
    } finally {
      container.lock.unlock();
    }
  }

  private static String shortId(Container container) {
    return container.id.substring(0, 12);
  }
}
