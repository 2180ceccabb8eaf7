package io.berth.container;

import io.berth.failure.KernelRefused;
import io.berth.snapshot.Trees;
import java.util.List;
import java.util.Optional;

final class DiskMeasure implements ContainerDisk {

  private final ContainerRegistry registry;

  DiskMeasure(ContainerRegistry registry) {
    this.registry = registry;
  }

  @Override
  public List<Use> measure() {
    return registry.everywhere().flatMap(container -> measure(container).stream()).toList();
  }

  private Optional<Use> measure(Container container) {
    try {
      var sizes = Views.sizes(container);
      long log = Trees.size(container.file("log"));
      return Optional.of(
          new Use(
              container.id, registry.isInBin(container.id), sizes.writable(), sizes.root(), log));
    } catch (KernelRefused e) {
      return Optional.empty();
    }
  }
}
