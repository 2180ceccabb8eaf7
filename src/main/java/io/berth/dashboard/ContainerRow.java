package io.berth.dashboard;

import io.berth.container.ContainerView;
import io.berth.container.ContainerView.Status;
import io.berth.container.Health;
import io.berth.container.StatusText;
import io.berth.network.BridgeNetwork.PublishedPort;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A container as the pages show it.
 *
 * @param state in Docker's words
 * @param look the style of its state: the state, or {@code failed}, or {@code unhealthy}
 */
record ContainerRow(
    String id,
    String shortId,
    String name,
    String image,
    String state,
    String look,
    String status,
    String command,
    String created,
    String error,
    int exitCode,
    List<PortLink> ports,
    List<ContainerAction> actions) {

  /**
   * @param url empty when no browser could show what answers there
   */
  record PortLink(String text, String url) {

    static PortLink of(PublishedPort port) {
      boolean anyAddress =
          port.hostAddress().isEmpty()
              || port.hostAddress().equals("0.0.0.0")
              || port.hostAddress().equals("::");
      String host = anyAddress ? "localhost" : bracketed(port.hostAddress());
      boolean tcp = port.protocol().equals("tcp");
      return new PortLink(
          port.hostPort() + " → " + port.containerPort() + (tcp ? "" : "/" + port.protocol()),
          tcp ? "http://" + host + ":" + port.hostPort() : "");
    }

    private static String bracketed(String address) {
      return address.contains(":") ? "[" + address + "]" : address;
    }
  }

  static ContainerRow of(ContainerView view, Instant now) {
    Status status = view.state().status();
    return new ContainerRow(
        view.id(),
        Units.shortId(view.id()),
        view.name(),
        view.image(),
        word(status),
        look(view),
        StatusText.of(view.state(), now),
        String.join(" ", Stream.concat(Stream.of(view.path()), view.args().stream()).toList()),
        Units.ago(view.created(), now),
        view.state().error(),
        view.state().exitCode(),
        view.network().ports().stream().map(PortLink::of).distinct().toList(),
        ContainerAction.harmlessIn(status));
  }

  private static String look(ContainerView view) {
    Health health = view.state().health();
    boolean ill =
        view.state().status() == Status.RUNNING
            && health != null
            && health.status() == Health.Status.UNHEALTHY;
    return endedBadly(view) ? "failed" : ill ? "unhealthy" : word(view.state().status());
  }

  /** Whether its state is shown as a failure: any end with another code than 0. */
  static boolean endedBadly(ContainerView view) {
    var state = view.state();
    return state.status() == Status.DEAD
        || state.status() == Status.EXITED && state.exitCode() != 0
        || state.status() == Status.CREATED && !state.error().isEmpty();
  }

  private static String word(Status status) {
    return status.name().toLowerCase(Locale.ROOT);
  }

  /** Public, as are the next: templates call no others. */
  public boolean running() {
    return state.equals(word(Status.RUNNING));
  }

  public boolean startable() {
    return state.equals("created") || state.equals("exited");
  }

  /** Whether it ended by itself and not well: 130, 137 and 143 are how people stop one. */
  public boolean failed() {
    return !running() && !error.isEmpty()
        || state.equals("exited") && !Set.of(0, 130, 137, 143).contains(exitCode);
  }

  /** What one most likely wants to do with it. */
  public ContainerAction first() {
    return state.equals("paused") ? ContainerAction.UNPAUSE : actions.getFirst();
  }

  /** A terminal is for those who may change what runs. */
  public List<ContainerTab> tabs() {
    return Arrays.stream(ContainerTab.values())
        .filter(tab -> tab != ContainerTab.TERMINAL || Me.current().operator())
        .toList();
  }

  /** Whether it has processes. */
  public boolean alive() {
    return running() || state.equals("paused") || state.equals("restarting");
  }
}
