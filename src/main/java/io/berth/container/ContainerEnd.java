package io.berth.container;

import io.berth.container.ContainerView.State;
import io.berth.event.Event;
import io.berth.runtime.ExitStatus;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a run ended, as {@code die} tells the engine's own rooms.
 *
 * @param asked whether it ended as somebody, or the engine's own end, had asked it to
 * @param outOfMemory whether the kernel killed a process of it for memory
 * @param again whether its restart policy starts it again
 */
public record ContainerEnd(int exitCode, boolean asked, boolean outOfMemory, boolean again) {

  private static final int SIGNALLED = 128;

  static ContainerEnd of(Container container, ExitStatus exit, boolean again) {
    boolean asked = container.manuallyStopped || isAsked(container.endRequest, exit.code());
    return new ContainerEnd(exit.code(), asked, exit.oomKilled(), again);
  }

  /** Of a container that does not run. */
  public static ContainerEnd of(State state) {
    boolean asked = isAsked(state.endRequest(), state.exitCode());
    return new ContainerEnd(state.exitCode(), asked, state.oomKilled(), false);
  }

  private static boolean isAsked(@Nullable EndRequest request, int exitCode) {
    return request != null
        && (request.kind() != EndRequest.Kind.SIGNAL || exitCode == SIGNALLED + request.signal());
  }

  public static ContainerEnd of(Event die) {
    return new ContainerEnd(
        Integer.parseInt(die.attributes().getOrDefault("exitCode", "0")),
        isSet(die, "asked"),
        isSet(die, "outOfMemory"),
        isSet(die, "again"));
  }

  private static boolean isSet(Event die, String fact) {
    return Boolean.parseBoolean(die.inner().get(fact));
  }

  Map<String, String> facts() {
    return Map.of(
        "asked", String.valueOf(asked),
        "outOfMemory", String.valueOf(outOfMemory),
        "again", String.valueOf(again));
  }

  public boolean isBad() {
    return exitCode != 0 && !asked;
  }
}
