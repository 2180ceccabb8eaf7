package io.berth.linux;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A platform thread that becomes what a container needs and then dies: one use, plain data out. It
 * never goes back to a pool, for nobody could bring its namespaces and identity back.
 */
public final class NamespaceThread<T> {

  private final CompletableFuture<T> result = new CompletableFuture<>();
  private final CompletableFuture<Integer> id = new CompletableFuture<>();
  private final Thread thread;

  private NamespaceThread(String name, Callable<T> task) {
    thread =
        Thread.ofPlatform()
            .name("berth-" + name)
            .daemon()
            .inheritInheritableThreadLocals(false)
            .unstarted(() -> run(task));
  }

  public static <T> NamespaceThread<T> start(String name, Callable<T> task) {
    NamespaceThread<T> thread = new NamespaceThread<>(name, task);
    thread.thread.start();
    return thread;
  }

  /** Runs a task on a thread of its own and waits for it. */
  public static <T> T call(String name, Callable<T> task) {
    return start(name, task).await();
  }

  private void run(Callable<T> task) {
    try {
      id.complete(Namespaces.threadId());
      result.complete(task.call());
    } catch (Throwable e) {
      result.completeExceptionally(e);
    }
  }

  /** Runs the action when the task has ended, perhaps on this thread: system calls only. */
  public void whenDone(Runnable action) {
    result.whenComplete((value, failure) -> action.run());
  }

  /** The number under /proc/self/task. */
  public int threadId() {
    return id.join();
  }

  public boolean isDone() {
    return result.isDone();
  }

  /** Waits until the task has ended, whichever way. */
  public void awaitEnd() {
    result.handle((value, failure) -> true).join();
  }

  /** The task's result or its own unchecked exception. */
  public T await() {
    try {
      return result.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }
}
