package io.berth.container;

import io.berth.container.Container.Binned;
import io.berth.container.Containers.WaitCondition;
import io.berth.failure.BerthException;
import io.berth.security.Caller;
import io.berth.snapshot.Trees;
import io.berth.team.Ownership;
import io.berth.team.Ownership.Kind;
import io.berth.volume.Volumes;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes containers that do not run out of the world. */
final class Remover {

  private static final Logger LOG = LoggerFactory.getLogger(Remover.class);

  private final ContainerRegistry registry;
  private final Announcer announcer;
  private final ContainerLogs logs;
  private final Volumes volumes;
  private final Ownership ownership;

  Remover(
      ContainerRegistry registry,
      Announcer announcer,
      ContainerLogs logs,
      Volumes volumes,
      Ownership ownership) {
    this.ownership = ownership;
    this.registry = registry;
    this.announcer = announcer;
    this.logs = logs;
    this.volumes = volumes;
  }

  /**
   * Removes a container and its files; once. Called with its lock held.
   *
   * @param withVolumes whether its anonymous volumes go too
   */
  void forget(Container container, boolean withVolumes) {
    if (container.forgotten) {
      return;
    }
    container.forgotten = true;
    container.state = new ContainerState.Removing(container.state.facts());
    registry.store().delete(container);
    logs.close(container);
    deleteFiles(container.directory);
    registry.remove(container);
    if (withVolumes) {
      deleteVolumes(container.layout.mounts());
    }
    farewell(container);
    ownership.forget(Kind.CONTAINER, container.id);
  }

  /**
   * Moves a container into the bin; nothing of it is deleted. Called with its lock held.
   *
   * @return as the bin has it
   */
  Container bin(Container container, Binned stay) {
    Container binned = registry.store().bin(container, stay);
    logs.close(container);
    registry.moveToBin(binned);
    leave(container);
    return binned;
  }

  /** Whoever still has the object can do nothing with it any more. */
  void leave(Container container) {
    container.forgotten = true;
    container.state = new ContainerState.Removing(container.state.facts());
    farewell(container);
  }

  /** Deletes what is in the bin. Called with its lock held. */
  void forgetBinned(Container container) {
    container.forgotten = true;
    registry.store().delete(container);
    registry.removeFromBin(container);
    ownership.forget(Kind.CONTAINER, container.id);
    logs.close(container);
    deleteFiles(container.directory);
  }

  /** The same with its anonymous volumes, which nobody knows but it. */
  void forgetUnused(Container container) {
    container.lock.lock();
    try {
      forgetBinned(container);
    } finally {
      container.lock.unlock();
    }
    deleteVolumes(container.layout.mounts());
  }

  private void farewell(Container container) {
    announcer.container(container, "destroy");
    container.output.end();
    container.renewStdin();
    for (WaitCondition condition : WaitCondition.values()) {
      container.waiters.complete(condition, container.result());
    }
  }

  /** Takes back what was made for a container that then could not be. */
  void discard(Path directory, List<Layout.Mounted> mounts) {
    deleteFiles(directory);
    deleteVolumes(mounts);
  }

  private void deleteVolumes(List<Layout.Mounted> mounts) {
    mounts.stream()
        .filter(Layout.Mounted::anonymous)
        .forEach(mount -> deleteVolume(mount.point().name()));
  }

  /** What cannot be deleted now is a leftover that the next start of the engine collects. */
  private static void deleteFiles(Path directory) {
    try {
      Trees.delete(directory);
    } catch (BerthException e) {
      LOG.warn("{} is left behind: {}", directory, e.getMessage());
    }
  }

  private void deleteVolume(String name) {
    try {
      Caller.ENGINE.call(() -> {
        volumes.remove(name, true);
        return name;
      });
    } catch (BerthException e) {
      LOG.debug("volume {} stays: {}", name, e.getMessage());
    }
  }
}
