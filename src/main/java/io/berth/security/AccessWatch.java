package io.berth.security;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * For streams, which outlive the check at their begin: tells them within seconds that whoever
 * opened them may not any more, because the account was disabled, changed or removed, or the token
 * revoked or expired.
 */
@Component
public final class AccessWatch implements DisposableBean {

  private static final Logger LOG = LoggerFactory.getLogger(AccessWatch.class);
  private static final long LOOK_SECONDS = 1;

  private final Standing standing;
  private final Set<Watched> watched = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("access").factory());

  AccessWatch(Standing standing) {
    this.standing = standing;
    clock.scheduleWithFixedDelay(this::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
  }

  /** Closed when the stream is over. */
  public interface Watch extends AutoCloseable {
    @Override
    void close();
  }

  /** One stream; equal to itself only. */
  private final class Watched implements Watch {
    private final Caller caller;
    private final Runnable ended;

    private Watched(Caller caller, Runnable ended) {
      this.caller = caller;
      this.ended = ended;
    }

    @Override
    public void close() {
      watched.remove(this);
    }
  }

  /**
   * @param ended runs at most once, on a thread of its own
   */
  public Watch watch(Caller caller, Runnable ended) {
    Watched watch = new Watched(caller, ended);
    if (caller.login() != null) {
      watched.add(watch);
    }
    return watch;
  }

  private void look() {
    try {
      Map<Caller, Boolean> holds = new HashMap<>();
      for (Watched watch : watched) {
        if (!holds.computeIfAbsent(watch.caller, standing::holds) && watched.remove(watch)) {
          Thread.ofVirtual().name("access-ended").start(watch.ended);
        }
      }
    } catch (RuntimeException e) {
      LOG.warn("could not look whether streams are still allowed: {}", e.toString());
    }
  }

  @Override
  public void destroy() {
    clock.shutdownNow();
  }
}
