package io.berth.container;

import io.berth.container.Containers.WaitCondition;
import io.berth.container.Containers.WaitResult;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Those who wait for a container. A future that is cancelled is forgotten. Thread-safe. */
final class Waiters {

  private final Map<WaitCondition, Set<CompletableFuture<WaitResult>>> waiting =
      new EnumMap<>(WaitCondition.class);

  Waiters() {
    for (WaitCondition condition : WaitCondition.values()) {
      waiting.put(condition, ConcurrentHashMap.newKeySet());
    }
  }

  CompletableFuture<WaitResult> add(WaitCondition condition) {
    var future = new CompletableFuture<WaitResult>();
    Set<CompletableFuture<WaitResult>> set = of(condition);
    set.add(future);
    future.whenComplete((_, _) -> set.remove(future));
    return future;
  }

  void complete(WaitCondition condition, WaitResult result) {
    of(condition).forEach(future -> future.complete(result));
  }

  private Set<CompletableFuture<WaitResult>> of(WaitCondition condition) {
    return java.util.Objects.requireNonNull(waiting.get(condition));
  }
}
