package io.berth.container;

import io.berth.container.Execs.ExecRequest;
import io.berth.container.MountPlan.Planned;
import io.berth.failure.NotFound;
import io.berth.security.Caller;
import io.berth.security.HostPaths;
import io.berth.security.Role;
import io.berth.team.Ownership;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Keeps power over the host with administrators. Looks at the objects that the engine goes on to
 * run, so that no other reading of a request can differ. Refusals are {@link
 * io.berth.failure.Forbidden} and name the rule.
 */
final class HostPolicy {

  private static final Set<String> ONE_WAY = Set.of("", "private", "rprivate", "slave", "rslave");

  private final ContainerRegistry registry;
  private final HostPaths paths;
  private final Ownership ownership;

  HostPolicy(ContainerRegistry registry, HostPaths paths, Ownership ownership) {
    this.ownership = ownership;
    this.registry = registry;
    this.paths = paths;
  }

  /** Before anything else looks at it, so that what is not offered is refused all the same. */
  void requireMayAsk(HostConfig host) {
    if (!unbound()) {
      HostPowers.of(host, this::isPowerful).forEach(HostPolicy::require);
    }
  }

  void requireMayMount(List<Planned> mounts) {
    if (unbound()) {
      return;
    }
    for (Planned mount : mounts) {
      if (mount.type().equals("bind")) {
        powerOfBind(mount.source(), mount.propagation()).forEach(HostPolicy::require);
      } else if (mount.type().equals("volume") && !mount.source().isEmpty()) {
        requireMayMount(mount.source());
      }
    }
  }

  /** A volume, as if for a container of the caller's own. */
  void requireMayMount(String volume) {
    if (!unbound()) {
      ownership.requireMayMount(volume);
      requireHarmless(volume);
    }
  }

  /** What others may write there, a powerful container may run, also one that comes back. */
  private void requireHarmless(String volume) {
    registry
        .everywhere()
        .filter(container -> ContainerRegistry.mounts(container, volume))
        .filter(container -> !powers(container).isEmpty())
        .findAny()
        .ifPresent(container ->
            require(
                "volume %s, which %s uses with %s,"
                    .formatted(
                        volume,
                        registry.sees(container)
                            ? "container " + container.name
                            : "another team's container",
                        powers(container).getFirst())));
  }

  /** To start it, or to type or write into it. */
  void requireMayUse(Container container) {
    if (!unbound()) {
      powers(container).forEach(power -> require("container " + container.name + " with " + power));
    }
  }

  void requireMayExec(Container container, ExecRequest request) {
    requireMayUse(container);
    if (request.privileged()) {
      require("a privileged exec");
    }
  }

  private List<String> powers(Container container) {
    List<String> powers = new ArrayList<>(HostPowers.of(container.hostConfig, this::isPowerful));
    container.layout.mounts().stream()
        .map(Layout.Mounted::point)
        .filter(point -> point.type().equals("bind"))
        .forEach(point -> powers.addAll(powerOfBind(point.source(), point.propagation())));
    return powers;
  }

  private List<String> powerOfBind(String source, String propagation) {
    List<String> powers = new ArrayList<>();
    if (!paths.allows(source)) {
      powers.add("a bind mount of " + source);
    }
    if (!ONE_WAY.contains(propagation)) {
      powers.add("mount propagation " + propagation);
    }
    return powers;
  }

  private boolean isPowerful(String ref) {
    try {
      return !powers(registry.find(ref)).isEmpty();
    } catch (NotFound e) {
      return false; // the request fails for that
    }
  }

  private static boolean unbound() {
    return Caller.current().may(Role.ADMINISTRATOR);
  }

  private static void require(String what) {
    Caller.current().require(Role.ADMINISTRATOR, what);
  }
}
