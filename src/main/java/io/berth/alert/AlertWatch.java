package io.berth.alert;

import io.berth.alert.Incidents.Trouble;
import io.berth.container.ContainerEnd;
import io.berth.container.ContainerView;
import io.berth.container.ContainerView.Status;
import io.berth.container.Containers;
import io.berth.event.Event;
import io.berth.event.EventBus;
import io.berth.security.Caller;
import io.berth.team.Ownership;
import io.berth.team.Ownership.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * One thread that follows events, and looks at the disk, and at what is wrong when it may be well.
 * It listens from before containers are taken over. Ends that came while nobody listened, as in a
 * crash, are found by the times of containers.
 */
@Component
class AlertWatch implements SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(AlertWatch.class);
  private static final Duration BEAT = Duration.ofSeconds(1);

  private final EventBus bus;
  private final Containers containers;
  private final Rules rules;
  private final Incidents incidents;
  private final MarkRows marks;
  private final Recovery recovery;
  private final DiskWatch disk;
  private final Ownership ownership;
  private final Restarts restarts = new Restarts();
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile EventBus.Subscription events;
  private volatile boolean running;

  /** When something that was wrong may be well. */
  private Instant nextLook = Instant.EPOCH;

  /** When the latest end was that was seen. */
  private Instant marked = Instant.EPOCH;

  AlertWatch(
      EventBus bus,
      Containers containers,
      Rules rules,
      Incidents incidents,
      MarkRows marks,
      Recovery recovery,
      DiskWatch disk,
      Ownership ownership) {
    this.bus = bus;
    this.containers = containers;
    this.rules = rules;
    this.incidents = incidents;
    this.marks = marks;
    this.recovery = recovery;
    this.disk = disk;
    this.ownership = ownership;
    this.events = bus.subscribe(null);
  }

  @Override
  public void start() {
    running = true;
    Thread.ofPlatform().daemon().name("alerts").start(() -> Caller.ENGINE.call(this::run));
  }

  private @Nullable Void run() {
    try {
      catchUp();
      while (running) {
        follow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      over.countDown();
    }
    return null;
  }

  private void follow() throws InterruptedException {
    Instant wait = nextLook.isBefore(disk.next()) ? nextLook : disk.next();
    Event event = events.next(wait);
    if (event == null && running && Instant.now().isBefore(wait)) {
      Thread.sleep(BEAT); // more happened than the bus keeps, or it is closed for good
      events.close();
      events = bus.subscribe(null);
      catchUp();
      return;
    }
    try {
      if (event != null) {
        seen(event);
      } else if (running) {
        disk.look();
        nextLook = recovery.look();
      }
    } catch (RuntimeException e) {
      LOG.error("an alert may be missing", e);
    }
  }

  private void catchUp() throws InterruptedException {
    try {
      lookForMissed();
    } catch (RuntimeException e) {
      LOG.error("an alert may be missing", e);
    }
  }

  /** What ended since the last end that was seen, other than what events tell of now. */
  private void lookForMissed() throws InterruptedException {
    Instant mark = since();
    Set<String> told = new HashSet<>();
    Instant now = Instant.now();
    for (Event event = events.next(now); event != null; event = events.next(now)) {
      told.add(event.actorId());
      seen(event);
    }
    if (rules.all().isEmpty()) {
      return;
    }
    for (ContainerView view : containers.list(new Containers.ListQuery(true, 0, false, Map.of()))) {
      Instant finished = view.state().finishedAt();
      if (view.state().status() == Status.EXITED
          && finished != null
          && finished.isAfter(mark)
          && !told.contains(view.id())) {
        var subject =
            new Subject(
                view.id(),
                view.name(),
                view.config().labels(),
                ownership.of(Kind.CONTAINER, view.id()));
        ended(subject, ContainerEnd.of(view.state()), finished);
      }
    }
  }

  /** While any rule was on, each end that was seen is marked. */
  private Instant since() {
    marked = marks.findById(MarkEntity.ONLY).map(row -> row.seenUntil).orElse(Instant.EPOCH);
    Instant ruled =
        rules.all().stream()
            .map(Rules.Active::since)
            .min(Comparator.naturalOrder())
            .orElse(Instant.EPOCH);
    return marked.isAfter(ruled) ? marked : ruled;
  }

  private void seen(Event event) {
    if (!event.type().equals("container")) {
      return;
    }
    Subject subject = Subject.of(event);
    switch (event.action()) {
      case "die" -> ended(subject, ContainerEnd.of(event), event.at());
      case "destroy" -> {
        restarts.forget(event.actorId());
        incidents.forgetSubject(event.actorId());
      }
      case "health_status: unhealthy" ->
          raise(Cause.UNHEALTHY, subject, subject.name() + " is unhealthy", event.at());
      case "health_status: healthy" -> recovered(Cause.UNHEALTHY, event.actorId(), " is healthy");
      case "start", "unpause" -> {}
      default -> {
        return;
      }
    }
    nextLook = Instant.EPOCH;
  }

  private void ended(Subject subject, ContainerEnd end, Instant at) {
    if (rules.all().isEmpty()) {
      return;
    }
    if (end.outOfMemory()) {
      String words = subject.name() + " ran out of memory: the kernel killed a process of it";
      raise(Cause.OUT_OF_MEMORY, subject, words, at);
    }
    if (end.again()) {
      restarts.add(subject.id(), at);
      looped(subject, at);
    } else {
      restarts.forget(subject.id());
      if (end.isBad()) {
        String words = subject.name() + " ended with exit code " + end.exitCode() + " and is down";
        raise(Cause.ENDED_BADLY, subject, words, at);
      } else {
        endedWell(subject.id(), end);
      }
    }
    mark(at);
  }

  private void looped(Subject subject, Instant at) {
    for (AlertRule rule : rules.of(Cause.RESTART_LOOP, subject)) {
      if (restarts.isLoop(subject.id(), rule.threshold(), rule.window(), at)) {
        String words =
            "%s is in a restart loop: started again %d times within %s"
                .formatted(subject.name(), rule.threshold(), Recovery.words(rule.window()));
        incidents.raise(rule, new Trouble(subject, words, at));
      }
    }
  }

  /** Somebody stopped it, or it had done its work: nothing is wrong any more. */
  private void endedWell(String id, ContainerEnd end) {
    if (!end.outOfMemory()) {
      incidents.forgetSubject(id);
    }
  }

  private void raise(Cause cause, Subject subject, String words, Instant at) {
    var trouble = new Trouble(subject, words, at);
    rules.of(cause, subject).forEach(rule -> incidents.raise(rule, trouble));
  }

  private void recovered(Cause cause, String id, String words) {
    for (IncidentEntity open : incidents.openOf(id)) {
      rules.of(cause).stream()
          .filter(rule -> rule.id() == open.ruleId)
          .forEach(rule -> incidents.recover(rule, open, open.subjectName + words));
    }
  }

  private void mark(Instant at) {
    if (!at.isAfter(marked)) {
      return;
    }
    marked = at;
    var mark = new MarkEntity();
    mark.seenUntil = at;
    marks.save(mark);
  }

  @Override
  public void stop() {
    running = false;
    events.close();
    try {
      if (!over.await(5, TimeUnit.SECONDS)) {
        LOG.warn("alerts are still being looked for");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** After the containers are taken over; events of that are waiting by then. */
  @Override
  public int getPhase() {
    return 2;
  }
}
