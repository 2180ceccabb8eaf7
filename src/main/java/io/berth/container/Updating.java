package io.berth.container;

import io.berth.failure.InvalidRequest;
import java.util.List;
import java.util.Set;

/** Changes of limits and restart policy, in force at once. */
final class Updating {

  private static final Set<String> CHANGEABLE =
      Set.of(
          "CpuShares",
          "Memory",
          "NanoCpus",
          "CpuPeriod",
          "CpuQuota",
          "CpusetCpus",
          "CpusetMems",
          "MemoryReservation",
          "MemorySwap",
          "MemorySwappiness",
          "PidsLimit",
          "OomKillDisable",
          "RestartPolicy");

  private final ContainerStore store;
  private final Announcer announcer;

  Updating(ContainerStore store, Announcer announcer) {
    this.store = store;
    this.announcer = announcer;
  }

  List<String> update(Container container, HostConfig changes) {
    Set<String> others = Documents.fieldsBeside(changes, CHANGEABLE);
    if (!others.isEmpty()) {
      throw new InvalidRequest(
          "cannot change " + String.join(", ", others) + " of a container after its creation");
    }
    container.lock.lock();
    try {
      HostConfig merged = Documents.overlay(container.hostConfig, changes);
      check(container, changes, merged);
      Run run = container.run;
      if (run != null) {
        run.kept().update(ResourceRules.resources(changes));
      }
      container.hostConfig = merged;
      store.saveChoices(container);
      announcer.container(container, "update");
    } finally {
      container.lock.unlock();
    }
    return List.of();
  }

  private static void check(Container container, HostConfig changes, HostConfig merged) {
    long swap = container.hostConfig.memorySwap();
    if (changes.memory() > 0 && changes.memorySwap() == 0 && swap > 0 && changes.memory() > swap) {
      throw new InvalidRequest(
          "Memory limit should be smaller than already set memoryswap limit, update the memoryswap"
              + " at the same time");
    }
    if (container.hostConfig.autoRemove()
        && !Set.of("", "no").contains(changes.restartPolicy().name())) {
      throw new InvalidRequest(
          "Restart policy cannot be updated because AutoRemove is enabled for the container");
    }
    ResourceRules.check(merged);
    HostRules.checkRestart(merged);
  }
}
