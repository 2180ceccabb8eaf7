package io.berth.log;

import io.berth.failure.BerthException;
import io.berth.failure.KernelRefused;
import io.berth.failure.Unavailable;
import io.berth.linux.Errno;
import io.berth.linux.Inotify;
import io.berth.linux.Inotify.Event;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Tells followers that their directory has changed: one thread for all, which the first follower
 * starts. A directory is watched while somebody follows it.
 */
final class LogWatcher implements AutoCloseable {

  private static final int MASK =
      Inotify.MODIFY | Inotify.CREATE | Inotify.MOVED_TO | Inotify.ONLYDIR;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Integer, Set<Follower>> followers = new HashMap<>();
  private @Nullable Inotify inotify;
  private boolean closed;

  /**
   * From now on the follower hears of changes.
   *
   * @return the watch's number, for {@link #remove}
   */
  int add(Path directory, Follower follower) {
    lock.lock();
    try {
      int watch = inotify().add(directory, MASK);
      followers.computeIfAbsent(watch, _ -> new HashSet<>()).add(follower);
      return watch;
    } catch (KernelRefused e) {
      throw explain(directory, e);
    } finally {
      lock.unlock();
    }
  }

  static BerthException explain(Path directory, KernelRefused e) {
    return switch (e.errno()) {
      case Errno.EMFILE ->
          new Unavailable(
              "cannot follow the log in %s: too many inotify instances (fs.inotify.max_user_instances) or open files"
                  .formatted(directory),
              e);
      case Errno.ENOSPC ->
          new Unavailable(
              "cannot follow the log in %s: too many inotify watches (fs.inotify.max_user_watches)"
                  .formatted(directory),
              e);
      default -> e;
    };
  }

  private Inotify inotify() {
    if (closed) {
      throw new Unavailable("the engine is shutting down");
    }
    Inotify open = inotify;
    if (open == null) {
      Inotify opened = new Inotify();
      Thread.ofPlatform().name("berth-logs").daemon().start(() -> run(opened));
      inotify = opened;
      open = opened;
    }
    return open;
  }

  /** Does nothing for a follower that has left already. */
  void remove(int watch, Follower follower) {
    lock.lock();
    try {
      Set<Follower> others = followers.get(watch);
      if (others != null && others.remove(follower) && others.isEmpty()) {
        followers.remove(watch);
        if (inotify != null) {
          inotify.remove(watch);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void run(Inotify source) {
    try (source) {
      try {
        for (List<Event> events = source.await(); !events.isEmpty(); events = source.await()) {
          events.forEach(this::tell);
        }
      } finally {
        endAll();
      }
    }
  }

  private void tell(Event event) {
    lock.lock();
    try {
      if (event.overflow()) {
        followers.values().forEach(all -> all.forEach(Follower::changed));
      } else if (event.ignored()) { // the directory is gone, or nobody is left
        followers.getOrDefault(event.watch(), Set.of()).forEach(Follower::end);
        followers.remove(event.watch());
      } else {
        followers.getOrDefault(event.watch(), Set.of()).forEach(Follower::changed);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The next follower starts anew. */
  private void endAll() {
    lock.lock();
    try {
      inotify = null;
      followers.values().forEach(all -> all.forEach(Follower::end));
      followers.clear();
    } finally {
      lock.unlock();
    }
  }

  /** Ends all followers. */
  @Override
  public void close() {
    Inotify open;
    lock.lock();
    try {
      closed = true;
      open = inotify;
      endAll();
    } finally {
      lock.unlock();
    }
    if (open != null) {
      open.close();
    }
  }
}
