package io.berth.container;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What in a container's configuration gives power over the host, named as a person would: with any
 * of these, root inside may become root outside, or reach what belongs to others. Values that are
 * not known to be harmless count, also those that this version does not offer.
 */
final class HostPowers {

  private static final Set<String> OWN = Set.of("", "default", "private");
  private static final Set<String> OWN_IPC = Set.of("", "none", "private", "shareable");
  private static final String OTHER = "container:";

  private final HostConfig host;
  private final Predicate<String> powerful;
  private final List<String> found = new ArrayList<>();

  private HostPowers(HostConfig host, Predicate<String> powerful) {
    this.host = host;
    this.powerful = powerful;
  }

  /**
   * Without its mounts.
   *
   * @param powerful whether the container of this name has such powers itself
   */
  static List<String> of(HostConfig host, Predicate<String> powerful) {
    var powers = new HostPowers(host, powerful);
    powers.privileges();
    powers.namespaces();
    powers.resources();
    return powers.found;
  }

  private void privileges() {
    note(host.privileged(), "privileged mode");
    var added = Capabilities.of(host.capAdd(), List.of());
    added.removeAll(Capabilities.of(List.of(), List.of()));
    note(!added.isEmpty(), "added capabilities " + String.join(", ", added));
    host.securityOpt().stream()
        .filter(option -> !strengthens(option))
        .forEach(option -> found.add("security option " + option));
    note(
        host.maskedPaths() != null && !host.maskedPaths().containsAll(Security.MASKED),
        "unmasked system paths");
    note(
        host.readonlyPaths() != null && !host.readonlyPaths().containsAll(Security.READ_ONLY),
        "writable system paths");
  }

  private static boolean strengthens(String option) {
    return switch (option.replace(':', '=')) {
      case "no-new-privileges", "no-new-privileges=true", "no-new-privileges=1" -> true;
      case "seccomp=default", "seccomp=builtin" -> true;
      default -> false;
    };
  }

  private void namespaces() {
    String network = host.networkMode();
    note(network.equals("host") || network.startsWith("ns:"), "the host's network");
    shared(network, "network");
    namespace(host.pidMode(), OWN, "process");
    namespace(host.ipcMode(), OWN_IPC, "IPC");
    namespace(host.utsMode(), OWN, "UTS");
    namespace(host.usernsMode(), OWN, "user");
    namespace(host.cgroupnsMode(), OWN, "cgroup");
  }

  private void namespace(String mode, Set<String> own, String kind) {
    if (mode.startsWith(OTHER)) {
      shared(mode, kind + " namespace");
    } else {
      note(!own.contains(mode), kind + " namespace " + mode);
    }
  }

  private void shared(String mode, String what) {
    if (mode.startsWith(OTHER)) {
      String other = mode.substring(OTHER.length());
      note(
          powerful.test(other), "the " + what + " of " + other + ", which has power over the host");
    }
  }

  private void resources() {
    note(!host.devices().isEmpty(), "host devices");
    note(!host.deviceRequests().isEmpty(), "device requests");
    note(!host.deviceCgroupRules().isEmpty(), "device cgroup rules");
    note(!host.sysctls().isEmpty(), "sysctls " + String.join(", ", host.sysctls().keySet()));
    note(!host.cgroupParent().isEmpty() || !host.cgroup().isEmpty(), "a parent cgroup");
    boolean options =
        host.mounts().stream()
            .map(HostConfig.Mount::volumeOptions)
            .anyMatch(volume ->
                volume != null
                    && volume.driverConfig() != null
                    && !volume.driverConfig().options().isEmpty());
    note(options, "volume driver options");
  }

  private void note(boolean given, String power) {
    if (given) {
      found.add(power);
    }
  }
}
