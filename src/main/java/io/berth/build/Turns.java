package io.berth.build;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** Lets stages that are about to do the same do it one after another: the next finds it done. */
final class Turns {

  private final Map<Object, ReentrantLock> locks = new ConcurrentHashMap<>();

  /** Held by the thread that took it, until it is closed. */
  interface Turn extends AutoCloseable {
    @Override
    void close();
  }

  /** Waits for whoever does it now. */
  Turn take(Object work) throws InterruptedException {
    ReentrantLock lock = locks.computeIfAbsent(work, _ -> new ReentrantLock());
    lock.lockInterruptibly();
    return lock::unlock;
  }
}
