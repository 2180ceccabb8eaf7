package io.berth.dashboard;

import static io.berth.container.ContainerView.Status.CREATED;
import static io.berth.container.ContainerView.Status.DEAD;
import static io.berth.container.ContainerView.Status.EXITED;
import static io.berth.container.ContainerView.Status.PAUSED;
import static io.berth.container.ContainerView.Status.RESTARTING;
import static io.berth.container.ContainerView.Status.RUNNING;

import io.berth.container.ContainerView.Status;
import io.berth.container.Containers;
import io.berth.failure.NotFound;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;

/** What a person can do with a container by one button. */
enum ContainerAction {
  START("Start", "started", EnumSet.of(CREATED, EXITED), Containers::start),
  STOP(
      "Stop",
      "stopped",
      EnumSet.of(RUNNING, PAUSED, RESTARTING),
      (containers, id) -> containers.stop(id, null, null)),
  RESTART(
      "Restart",
      "restarted",
      EnumSet.of(RUNNING),
      (containers, id) -> containers.restart(id, null, null)),
  PAUSE("Pause", "paused", EnumSet.of(RUNNING), Containers::pause),
  UNPAUSE("Unpause", "unpaused", EnumSet.of(PAUSED), Containers::unpause),
  REMOVE(
      "Remove",
      "removed",
      EnumSet.of(CREATED, EXITED, DEAD, RUNNING, PAUSED, RESTARTING),
      (containers, id) -> containers.remove(id, true, false));

  private final String label;
  private final String done;
  private final Set<Status> offeredIn;
  private final BiConsumer<Containers, String> deed;

  ContainerAction(
      String label, String done, Set<Status> offeredIn, BiConsumer<Containers, String> deed) {
    this.label = label;
    this.done = done;
    this.offeredIn = offeredIn;
    this.deed = deed;
  }

  static ContainerAction named(String verb) {
    return Arrays.stream(values())
        .filter(action -> action.verb().equals(verb))
        .findFirst()
        .orElseThrow(() -> new NotFound("there is no action " + verb + " for containers"));
  }

  /** Those that make sense in this state and lose nothing. */
  static List<ContainerAction> harmlessIn(Status status) {
    return Arrays.stream(values())
        .filter(action -> action != REMOVE && action.offeredIn.contains(status))
        .toList();
  }

  void perform(Containers containers, String id) {
    deed.accept(containers, id);
  }

  String done() {
    return done;
  }

  /** Public, as are the next: templates call no others. */
  public String verb() {
    return name().toLowerCase(Locale.ROOT);
  }

  public String label() {
    return label;
  }

  /** The docker command that does the same. */
  public String line(String container) {
    return "docker " + (this == REMOVE ? "rm -f" : verb()) + " " + container;
  }
}
