package io.berth.image;

import io.berth.failure.BerthException;
import io.berth.failure.Unavailable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One layer on its way, on a thread of its own, with everybody who watches it. */
final class LayerFlight {

  private final LayerJob job;
  private final LayerFetch fetch;
  private final @Nullable LayerFlight before;
  private final Consumer<LayerFlight> landed;
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private final List<Consumer<PullEvent.Layer>> watchers = new ArrayList<>();
  private final Thread thread;
  private PullEvent.@Nullable Layer latest;
  private boolean abandoned;

  /**
   * @param before an abandoned flight of the same layer, whose end must be awaited
   * @param landed told when the thread has ended
   */
  LayerFlight(
      LayerJob job, LayerFetch fetch, @Nullable LayerFlight before, Consumer<LayerFlight> landed) {
    this.job = job;
    this.fetch = fetch;
    this.before = before;
    this.landed = landed;
    this.thread =
        Thread.ofPlatform()
            .daemon()
            .name("layer-" + job.blob().digest().shortHex())
            .unstarted(this::run);
  }

  LayerJob job() {
    return job;
  }

  void start() {
    thread.start();
  }

  /** Completes when the layer is here, or exceptionally. */
  CompletableFuture<Void> done() {
    return done;
  }

  /** False when the flight is abandoned and cannot be joined. */
  synchronized boolean watch(Consumer<PullEvent.Layer> watcher) {
    if (abandoned) {
      return false;
    }
    watchers.add(watcher);
    PullEvent.Layer now = latest;
    if (now != null) {
      watcher.accept(now);
    }
    return true;
  }

  /** Nobody left means that the layer is not wanted. */
  synchronized void leave(Consumer<PullEvent.Layer> watcher) {
    watchers.remove(watcher);
    if (watchers.isEmpty() && !done.isDone()) {
      abandoned = true;
      thread.interrupt();
    }
  }

  private void run() {
    try {
      if (before != null) {
        before.thread.join();
      }
      fetch.run(this::tell);
      landed.accept(this);
      done.complete(null);
    } catch (BerthException | LayerRefused e) {
      fail(e);
    } catch (InterruptedException e) {
      fail(new Unavailable("pull was cancelled", e));
    } catch (RuntimeException | Error e) {
      fail(e);
      throw e;
    }
  }

  private void fail(Throwable why) {
    landed.accept(this);
    done.completeExceptionally(why);
  }

  private synchronized void tell(PullEvent.Layer event) {
    latest = event;
    watchers.forEach(watcher -> watcher.accept(event));
  }
}
