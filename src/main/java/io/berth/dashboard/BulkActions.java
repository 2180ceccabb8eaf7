package io.berth.dashboard;

import io.berth.container.Containers;
import io.berth.failure.BerthException;
import io.berth.failure.NotModified;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.springframework.security.concurrent.DelegatingSecurityContextExecutorService;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;

/**
 * Does one thing to many containers, a few at a time, as the person who asked for it and within
 * their request.
 */
@Component
class BulkActions {

  private static final int AT_ONCE = 8;

  private final Containers containers;

  BulkActions(Containers containers) {
    this.containers = containers;
  }

  /** What became of one of them. */
  record ItemResult(String id, String name, boolean good, String text) {}

  /** In the order of the ids; one that fails stops no other. */
  List<ItemResult> perform(List<String> ids, String done, Consumer<String> deed) {
    var turn = new Semaphore(AT_ONCE);
    var request = RequestContextHolder.getRequestAttributes();
    try (ExecutorService threads =
        new DelegatingSecurityContextExecutorService(Executors.newVirtualThreadPerTaskExecutor())) {
      List<Callable<ItemResult>> tasks =
          ids.stream()
              .<Callable<ItemResult>>map(id ->
                  () -> {
                    RequestContextHolder.setRequestAttributes(request);
                    return one(turn, id, done, deed);
                  })
              .toList();
      return threads.invokeAll(tasks).stream().map(BulkActions::get).toList();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  private static ItemResult get(Future<ItemResult> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private ItemResult one(Semaphore turn, String id, String done, Consumer<String> deed)
      throws InterruptedException {
    String name = Units.shortId(id);
    turn.acquire();
    try {
      name = containers.inspect(id, false).name();
      deed.accept(id);
      return new ItemResult(id, name, true, done);
    } catch (NotModified e) {
      return new ItemResult(id, name, true, "was so already");
    } catch (BerthException e) {
      return new ItemResult(id, name, false, Advice.with(e).replace(id, name));
    } finally {
      turn.release();
    }
  }
}
