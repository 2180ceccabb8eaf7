package io.berth.network;

import io.berth.failure.KernelRefused;
import io.berth.linux.Errno;
import io.berth.linux.netlink.NetworkLinks;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Removes links behind the caller's back: the kernel takes several milliseconds for one, which
 * nobody who waits for a container's end should pay. {@link #close()} waits for what is under way.
 */
final class LinkRemover implements AutoCloseable {

  private final NetworkLinks host = NetworkLinks.host();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("berth-links").factory());

  /**
   * @param then runs when the link is gone, or was gone already with its namespace
   */
  Future<?> remove(String name, Runnable then) {
    return thread.submit(() -> {
      try {
        host.delete(name);
      } catch (KernelRefused e) {
        if (e.errno() != Errno.ENODEV) {
          throw e;
        }
      } finally {
        then.run();
      }
    });
  }

  static void await(Future<?> removal) {
    try {
      removal.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    try (host) {
      thread.close();
    }
  }
}
