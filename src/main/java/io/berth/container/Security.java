package io.berth.container;

import io.berth.failure.InvalidRequest;
import io.berth.failure.Unsupported;
import java.util.List;

/**
 * {@code --security-opt}.
 *
 * @param seccomp {@code default} or {@code unconfined}
 */
record Security(boolean noNewPrivileges, String seccomp) {

  /** What inspection shows; the runtime masks these. */
  static final List<String> MASKED =
      List.of(
          "/proc/asound",
          "/proc/acpi",
          "/proc/kcore",
          "/proc/keys",
          "/proc/latency_stats",
          "/proc/timer_list",
          "/proc/timer_stats",
          "/proc/sched_debug",
          "/proc/scsi",
          "/sys/firmware");

  static final List<String> READ_ONLY =
      List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

  static Security of(HostConfig host) {
    boolean noNewPrivileges = false;
    String seccomp = "default";
    for (String option : host.securityOpt()) {
      String[] parts = option.split("[=:]", 2);
      String value = parts.length == 2 ? parts[1] : "";
      switch (parts[0]) {
        case "no-new-privileges" -> noNewPrivileges = truth(value, option);
        case "seccomp" -> seccomp = profile(value);
        case "apparmor" -> requireOff(option, value, "unconfined");
        case "label" -> requireOff(option, value, "disable");
        default -> throw new InvalidRequest("invalid --security-opt 2: \"" + option + "\"");
      }
    }
    return new Security(noNewPrivileges, seccomp);
  }

  private static boolean truth(String value, String option) {
    return switch (value) {
      case "", "true", "1" -> true;
      case "false", "0" -> false;
      default -> throw new InvalidRequest("invalid --security-opt 2: \"" + option + "\"");
    };
  }

  private static String profile(String value) {
    return switch (value) {
      case "unconfined" -> value;
      case "", "default", "builtin" -> "default";
      default -> throw new Unsupported("seccomp profiles other than default and unconfined");
    };
  }

  /** AppArmor and SELinux are not used, so only turning them off can be granted. */
  private static void requireOff(String option, String value, String off) {
    if (!value.equals(off)) {
      throw new Unsupported("security option " + option + ": not offered by this version of Berth");
    }
  }
}
