package io.berth.build;

import io.berth.dockerfile.Stage;
import io.berth.security.Caller;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;

/**
 * Does the work of stages, each as soon as those that it needs are done, and several at once. The
 * first failure ends the others. Used by one thread, which waits and can be interrupted.
 */
final class StageThreads {

  /** What becomes of one stage; interrupted when it is not wanted any more. */
  @FunctionalInterface
  interface Work {
    void build(Stage stage) throws IOException, InterruptedException;
  }

  private record End(Stage stage, Optional<Throwable> failure) {}

  private final Function<Stage, Set<Integer>> needs;
  private final Work work;
  private final int most;
  private final BlockingQueue<End> ends = new LinkedBlockingQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private final Set<Integer> done = new HashSet<>();

  /**
   * @param needs numbers of the stages that one needs
   * @param most how many at once
   */
  StageThreads(Function<Stage, Set<Integer>> needs, Work work, int most) {
    this.needs = needs;
    this.work = work;
    this.most = most;
  }

  /** Returns when all are done; throws what the first that failed has thrown. */
  void run(List<Stage> stages) throws IOException, InterruptedException {
    List<Stage> waiting = new ArrayList<>(stages);
    int running = 0;
    try {
      while (!waiting.isEmpty() || running > 0) {
        for (Optional<Stage> next = ready(waiting);
            running < most && next.isPresent();
            next = ready(waiting)) {
          waiting.remove(next.get());
          start(next.get());
          running++;
        }
        End end = ends.take();
        running--;
        if (end.failure.isPresent()) {
          raise(end.failure.get());
        }
        done.add(end.stage.index());
      }
    } finally {
      stop();
    }
  }

  private Optional<Stage> ready(List<Stage> waiting) {
    return waiting.stream().filter(stage -> done.containsAll(needs.apply(stage))).findFirst();
  }

  private void start(Stage stage) {
    Caller caller = Caller.current();
    // packing and system calls would hold a virtual thread's carrier for long
    threads.add(
        Thread.ofPlatform()
            .name("build-stage-" + stage.index())
            .start(() ->
                caller.call(() -> {
                  perform(stage);
                  return stage;
                })));
  }

  private void perform(Stage stage) {
    Optional<Throwable> failure = Optional.empty();
    try {
      work.build(stage);
    } catch (Throwable e) {
      failure = Optional.of(e);
    }
    ends.add(new End(stage, failure));
  }

  /** Returns when none works any more: containers and folders are theirs. */
  private void stop() {
    threads.forEach(Thread::interrupt);
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void raise(Throwable failure) throws IOException, InterruptedException {
    switch (failure) {
      case IOException e -> throw e;
      case InterruptedException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(failure);
    }
  }
}
