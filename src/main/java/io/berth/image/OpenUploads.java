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
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/** Blobs that are on their way. Those of who went away are given up. Thread-safe. */
@Component
class OpenUploads implements DisposableBean {

  private static final Duration PATIENCE = Duration.ofHours(1);
  private static final int AT_ONCE = 200;
  private static final int OF_ONE = 50;

  private final BlobStore blobs;
  private final Map<String, Upload> open = new HashMap<>();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("uploads").factory());

  OpenUploads(BlobStore blobs) {
    this.blobs = blobs;
    clock.scheduleWithFixedDelay(this::giveUp, 5, 5, TimeUnit.MINUTES);
  }

  /** One of them; whoever works on it holds the lock. */
  static final class Upload {
    final BlobUpload content;
    final ReentrantLock lock = new ReentrantLock();
    private final String user;
    private final String repository;
    private volatile Instant touched = Instant.now();

    private Upload(BlobUpload content, String user, String repository) {
      this.content = content;
      this.user = user;
      this.repository = repository;
    }

    void touch() {
      touched = Instant.now();
    }
  }

  synchronized String begin(ImageReference repository) {
    String user = Caller.current().name();
    long own = open.values().stream().filter(upload -> upload.user.equals(user)).count();
    if (open.size() >= AT_ONCE || own >= OF_ONE) {
      throw new Conflict("too many uploads are open: finish or cancel some first");
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

  private synchronized void giveUp() {
    Instant before = Instant.now().minus(PATIENCE);
    for (Iterator<Upload> all = open.values().iterator(); all.hasNext(); ) {
      Upload upload = all.next();
      if (upload.touched.isBefore(before) && upload.lock.tryLock()) {
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
