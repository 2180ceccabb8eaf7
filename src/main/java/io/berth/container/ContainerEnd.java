package io.berth.container;

import io.berth.container.ContainerView.State;
import io.berth.event.Event;
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

  static ContainerEnd of(
      @Nullable EndRequest request, int exitCode, boolean outOfMemory, boolean again) {
    boolean asked =
        request != null
            && (request.kind() != EndRequest.Kind.SIGNAL
                || exitCode == SIGNALLED + request.signal());
    return new ContainerEnd(exitCode, asked, outOfMemory, again);
  }

  /** Of a container that does not run. */
  public static ContainerEnd of(State state) {
    return of(state.endRequest(), state.exitCode(), state.oomKilled(), false);
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
