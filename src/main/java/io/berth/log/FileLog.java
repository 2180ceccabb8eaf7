package io.berth.log;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The reading side of a log in a directory of its own; knows who follows it. */
final class FileLog implements ContainerLog {

  private final ReentrantLock lock = new ReentrantLock();
  private final LogDirectory directory;
  private final LogWatcher watcher;
  private final Map<Follower, Integer> watches = new HashMap<>();
  private boolean sealed;

  FileLog(LogDirectory directory, LogWatcher watcher) {
    this.directory = directory;
    this.watcher = watcher;
  }

  @Override
  public Reader read(Query query) throws IOException {
    Follower follower = query.follow() ? follow() : null;
    try {
      return new LogReader(this, directory, query, follower);
    } catch (IOException | RuntimeException e) {
      if (follower != null) {
        leave(follower);
      }
      throw e;
    }
  }

  /** A new follower, which hears of every change from now on; null when nothing more comes. */
  private @Nullable Follower follow() {
    lock.lock();
    try {
      if (sealed) {
        return null;
      }
      var follower = new Follower();
      watches.put(follower, watcher.add(directory.path(), follower));
      return follower;
    } finally {
      lock.unlock();
    }
  }

  /** The follower waits no more. Once is enough. */
  void leave(Follower follower) {
    lock.lock();
    try {
      Integer watch = watches.remove(follower);
      if (watch != null) {
        watcher.remove(watch, follower);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void seal() {
    lock.lock();
    try {
      sealed = true;
      watches.keySet().forEach(Follower::end);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void unseal() {
    lock.lock();
    try {
      sealed = false;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long size() throws IOException {
    return directory.size();
  }

  @Override
  public void close() {
    seal();
  }
}
