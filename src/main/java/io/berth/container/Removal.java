package io.berth.container;

import io.berth.container.Container.Binned;
import io.berth.failure.Conflict;
import java.util.Locale;

/** Removals that somebody asks for. */
final class Removal {

  private final ContainerControl control;
  private final ContainerLife life;
  private final Remover remover;

  Removal(ContainerControl control, ContainerLife life, Remover remover) {
    this.control = control;
    this.life = life;
    this.remover = remover;
  }

  void remove(Container container, boolean force, boolean volumes) {
    whenStill(container, force, () -> remover.forget(container, volumes));
  }

  void bin(Container container, boolean force, Binned stay) {
    whenStill(
        container,
        force,
        () -> {
          if (container.forgotten) {
            throw new Conflict("container " + container.id + " is removed already");
          }
          remover.bin(container, stay);
        });
  }

  private void whenStill(Container container, boolean force, Runnable removal) {
    if (force) {
      control.killForRemoval(container);
    }
    container.lock.lock();
    try {
      if (force) {
        life.cancelRestart(container);
      }
      requireStill(container);
      removal.run();
    } finally {
      container.lock.unlock();
    }
  }

  private static void requireStill(Container container) {
    String advice =
        switch (container.state) {
          case ContainerState.Running _, ContainerState.Restarting _ ->
              "Stop the container before attempting removal or force remove";
          case ContainerState.Paused _ ->
              "Unpause and then stop the container before attempting removal or force remove";
          case ContainerState.Created _, ContainerState.Exited _, ContainerState.Removing _ -> "";
        };
    if (!advice.isEmpty()) {
      String word = container.state.status().name().toLowerCase(Locale.ROOT);
      throw new Conflict(
          "You cannot remove a " + word + " container " + container.id + ". " + advice);
    }
  }
}
