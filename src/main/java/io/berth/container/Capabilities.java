package io.berth.container;

import io.berth.failure.InvalidRequest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Capabilities by name, capabilities(7). */
final class Capabilities {

  /** Docker's default set. */
  private static final List<String> DEFAULT =
      List.of(
          "CHOWN",
          "DAC_OVERRIDE",
          "FOWNER",
          "FSETID",
          "KILL",
          "SETGID",
          "SETUID",
          "SETPCAP",
          "NET_BIND_SERVICE",
          "NET_RAW",
          "SYS_CHROOT",
          "MKNOD",
          "AUDIT_WRITE",
          "SETFCAP");

  private static final List<String> FURTHER =
      List.of(
          "DAC_READ_SEARCH",
          "LINUX_IMMUTABLE",
          "NET_BROADCAST",
          "NET_ADMIN",
          "IPC_LOCK",
          "IPC_OWNER",
          "SYS_MODULE",
          "SYS_RAWIO",
          "SYS_PTRACE",
          "SYS_PACCT",
          "SYS_ADMIN",
          "SYS_BOOT",
          "SYS_NICE",
          "SYS_RESOURCE",
          "SYS_TIME",
          "SYS_TTY_CONFIG",
          "LEASE",
          "AUDIT_CONTROL",
          "MAC_OVERRIDE",
          "MAC_ADMIN",
          "SYSLOG",
          "WAKE_ALARM",
          "BLOCK_SUSPEND",
          "AUDIT_READ",
          "PERFMON",
          "BPF",
          "CHECKPOINT_RESTORE");

  private Capabilities() {}

  /** The default set with some added and some dropped; {@code ALL} names every one. */
  static Set<String> of(List<String> add, List<String> drop) {
    List<String> added = names("CapAdd", add);
    List<String> dropped = names("CapDrop", drop);
    Set<String> result = new LinkedHashSet<>();
    if (!dropped.contains("ALL")) {
      DEFAULT.forEach(name -> result.add("CAP_" + name));
    }
    if (added.contains("ALL")) {
      DEFAULT.forEach(name -> result.add("CAP_" + name));
      FURTHER.forEach(name -> result.add("CAP_" + name));
    }
    dropped.forEach(name -> result.remove("CAP_" + name));
    added.stream().filter(name -> !name.equals("ALL")).forEach(name -> result.add("CAP_" + name));
    return result;
  }

  private static List<String> names(String field, List<String> given) {
    return given.stream().map(name -> name(field, name)).toList();
  }

  private static String name(String field, String given) {
    String name = given.toUpperCase(Locale.ROOT);
    if (name.startsWith("CAP_")) {
      name = name.substring(4);
    }
    if (!name.equals("ALL") && !DEFAULT.contains(name) && !FURTHER.contains(name)) {
      throw new InvalidRequest("invalid " + field + ": unknown capability: \"" + given + "\"");
    }
    return name;
  }
}
