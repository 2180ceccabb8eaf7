package io.berth.image;

import io.berth.content.BlobStore;
import io.berth.content.BlobUpload;
import io.berth.failure.Conflict;
import io.berth.failure.NotFound;
import io.berth.oci.ImageReference;
import io.berth.security.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/** Blobs that are on their way. Those of who went away are given up. Thread-safe. */
@Component
class OpenUploads implements DisposableBean {

  private static final Duration PATIENCE = Duration.ofMinutes(15);

  /** After the connection was lost in the middle: clients that go on do so at once. */
  private static final Duration PATIENCE_BROKEN = Duration.ofMinutes(2);

  private static final int AT_ONCE = 200;
  private static final int OF_ONE = 50;

  private final BlobStore blobs;
  private final Map<String, Upload> open = new HashMap<>();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("uploads").factory());

  OpenUploads(BlobStore blobs) {
    this.blobs = blobs;
    clock.scheduleWithFixedDelay(this::giveUp, 30, 30, TimeUnit.SECONDS);
  }

  /** One of them; whoever works on it holds the lock. */
  static final class Upload {
    final BlobUpload content;
    final ReentrantLock lock = new ReentrantLock();
    private final String user;
    private final String repository;
    private volatile Instant touched = Instant.now();
    private volatile boolean broken;

    private Upload(BlobUpload content, String user, String repository) {
      this.content = content;
      this.user = user;
      this.repository = repository;
    }

    /** Something came; broken says that it ended before its end. */
    void touch(boolean broken) {
      this.broken = broken;
      touched = Instant.now();
    }

    private boolean isGivenUp(Instant now) {
      return touched.isBefore(now.minus(broken ? PATIENCE_BROKEN : PATIENCE));
    }
  }

  synchronized String begin(ImageReference repository) {
    String user = Caller.current().name();
    if (own(user) >= OF_ONE || open.size() >= AT_ONCE) {
      close(upload -> upload.broken);
    }
    if (own(user) >= OF_ONE) {
      throw new Conflict(
          ("%d uploads of %s are open: finish them, or cancel them with DELETE at their addresses;"
                  + " those that nothing comes for are given up after %d minutes")
              .formatted(OF_ONE, user, PATIENCE.toMinutes()));
    }
    if (open.size() >= AT_ONCE) {
      throw new Conflict(
          "%d uploads of everybody are open: try again in a moment".formatted(AT_ONCE));
    }
    String id = UUID.randomUUID().toString();
    open.put(id, new Upload(blobs.upload(), user, repository.repository()));
    return id;
  }

  /**
   * @throws NotFound the caller has begun none of this id here
   */
  synchronized Upload get(ImageReference repository, String id) {
    Upload upload = open.get(id);
    if (upload == null
        || !upload.user.equals(Caller.current().name())
        || !upload.repository.equals(repository.repository())) {
      throw new NotFound("there is no such upload: it was finished, cancelled or given up");
    }
    return upload;
  }

  /** It is over; whoever has it closes or has finished it. */
  synchronized void forget(String id) {
    open.remove(id);
  }

  private long own(String user) {
    return open.values().stream().filter(upload -> upload.user.equals(user)).count();
  }

  private synchronized void giveUp() {
    Instant now = Instant.now();
    close(upload -> upload.isGivenUp(now));
  }

  private void close(Predicate<Upload> chosen) {
    for (Iterator<Upload> all = open.values().iterator(); all.hasNext(); ) {
      Upload upload = all.next();
      if (chosen.test(upload) && upload.lock.tryLock()) {
        try {
          all.remove();
          upload.content.close();
        } finally {
          upload.lock.unlock();
        }
      }
    }
  }

  @Override
  public void destroy() {
    clock.shutdownNow();
  }
}
