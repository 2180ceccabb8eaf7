package io.berth.job;

import io.berth.team.Owners;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One job; its own monitor guards it. The thread that works is interrupted to cancel it. */
final class Job implements JobProgress {

  static final int MAX_LINES = 1000;
  static final int MAX_PARTS = 1000;
  private static final int MAX_LINE = 4000;

  private final String id;
  private final Jobs.Request request;
  private final Clock clock;
  private final Instant startedAt;
  private final Map<String, JobPart> parts = new LinkedHashMap<>();
  private final Deque<JobView.Line> log = new ArrayDeque<>();
  private int droppedLines;
  private @Nullable Thread worker;
  private @Nullable Instant endedAt;
  private JobView.State state = JobView.State.RUNNING;
  private boolean cancelled;
  private String problem = "";
  private String result = "";

  Job(String id, Jobs.Request request, Clock clock) {
    this.id = id;
    this.request = request;
    this.clock = clock;
    this.startedAt = clock.instant();
  }

  String id() {
    return id;
  }

  Owners owners() {
    return request.owners();
  }

  /** From now on, a cancel interrupts the calling thread. */
  synchronized void begin() {
    worker = Thread.currentThread();
    if (cancelled) {
      worker.interrupt();
    }
  }

  /** No interrupt comes any more once this returns; one that has come is taken back. */
  synchronized void end(JobView.State how, String why) {
    worker = null;
    boolean _ = Thread.interrupted();
    state = how;
    problem = why;
    endedAt = clock.instant();
    notifyAll();
  }

  synchronized void cancel() {
    if (state == JobView.State.RUNNING && !cancelled) {
      cancelled = true;
      log("asked to end");
      Thread working = worker;
      if (working != null) {
        working.interrupt();
      }
    }
  }

  synchronized boolean awaitEnd(Instant deadline) throws InterruptedException {
    while (state == JobView.State.RUNNING) {
      long left = deadline.toEpochMilli() - clock.millis();
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  synchronized boolean isRunning() {
    return state == JobView.State.RUNNING;
  }

  synchronized boolean endedBefore(Instant time) {
    Instant end = endedAt;
    return end != null && end.isBefore(time);
  }

  @Override
  public synchronized void log(String line) {
    String bounded = line.length() > MAX_LINE ? line.substring(0, MAX_LINE) + " …" : line;
    log.addLast(new JobView.Line(clock.instant(), bounded));
    if (log.size() > MAX_LINES) {
      log.removeFirst();
      droppedLines++;
    }
  }

  @Override
  public synchronized void part(String name, String partState, long current, long total) {
    JobPart part = parts.get(name);
    if (part == null) {
      if (parts.size() >= MAX_PARTS) {
        return;
      }
      part = new JobPart(name);
      parts.put(name, part);
    }
    part.update(partState, current, total, System.nanoTime());
  }

  @Override
  public synchronized void result(String made) {
    result = made;
  }

  @Override
  public synchronized boolean cancelled() {
    return cancelled;
  }

  synchronized JobView view() {
    return view(List.copyOf(log));
  }

  /** Without the log. */
  synchronized JobView summary() {
    return view(List.of());
  }

  private JobView view(List<JobView.Line> lines) {
    long now = System.nanoTime();
    return new JobView(
        id,
        request.kind(),
        request.title(),
        request.user(),
        state,
        startedAt,
        endedAt,
        problem,
        result,
        parts.values().stream().map(part -> part.view(now)).toList(),
        lines,
        droppedLines);
  }
}
