package io.berth.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Capabilities by name and as sets of bits, see capabilities(7). */
public final class Capabilities {

  /** Every capability, in the order of its number. */
  public static final List<String> ALL =
      List.of(
          "CAP_CHOWN",
          "CAP_DAC_OVERRIDE",
          "CAP_DAC_READ_SEARCH",
          "CAP_FOWNER",
          "CAP_FSETID",
          "CAP_KILL",
          "CAP_SETGID",
          "CAP_SETUID",
          "CAP_SETPCAP",
          "CAP_LINUX_IMMUTABLE",
          "CAP_NET_BIND_SERVICE",
          "CAP_NET_BROADCAST",
          "CAP_NET_ADMIN",
          "CAP_NET_RAW",
          "CAP_IPC_LOCK",
          "CAP_IPC_OWNER",
          "CAP_SYS_MODULE",
          "CAP_SYS_RAWIO",
          "CAP_SYS_CHROOT",
          "CAP_SYS_PTRACE",
          "CAP_SYS_PACCT",
          "CAP_SYS_ADMIN",
          "CAP_SYS_BOOT",
          "CAP_SYS_NICE",
          "CAP_SYS_RESOURCE",
          "CAP_SYS_TIME",
          "CAP_SYS_TTY_CONFIG",
          "CAP_MKNOD",
          "CAP_LEASE",
          "CAP_AUDIT_WRITE",
          "CAP_AUDIT_CONTROL",
          "CAP_SETFCAP",
          "CAP_MAC_OVERRIDE",
          "CAP_MAC_ADMIN",
          "CAP_SYSLOG",
          "CAP_WAKE_ALARM",
          "CAP_BLOCK_SUSPEND",
          "CAP_AUDIT_READ",
          "CAP_PERFMON",
          "CAP_BPF",
          "CAP_CHECKPOINT_RESTORE");

  /** What Docker grants unless told otherwise. */
  public static final Set<String> DEFAULT =
      Set.of(
          "CAP_CHOWN",
          "CAP_DAC_OVERRIDE",
          "CAP_FSETID",
          "CAP_FOWNER",
          "CAP_MKNOD",
          "CAP_NET_RAW",
          "CAP_SETGID",
          "CAP_SETUID",
          "CAP_SETFCAP",
          "CAP_SETPCAP",
          "CAP_NET_BIND_SERVICE",
          "CAP_SYS_CHROOT",
          "CAP_KILL",
          "CAP_AUDIT_WRITE");

  private Capabilities() {}

  /**
   * The bits of names with or without the prefix.
   *
   * @throws io.berth.failure.InvalidRequest an unknown name
   */
  public static long bits(Collection<String> names) {
    long bits = 0;
    for (String name : names) {
      String upper = name.toUpperCase(Locale.ROOT);
      int number = ALL.indexOf(upper.startsWith("CAP_") ? upper : "CAP_" + upper);
      if (number < 0) {
        throw new io.berth.failure.InvalidRequest("unknown capability: \"" + name + "\"");
      }
      bits |= 1L << number;
    }
    return bits;
  }

  public static boolean has(long bits, String name) {
    return (bits & 1L << ALL.indexOf(name)) != 0;
  }

  /** The bounding set of this process: no container can have more. */
  public static long bounding() {
    return OfProcess.BOUNDING;
  }

  /** What this process, by its first thread, may do. */
  public static long effective() {
    return OfProcess.EFFECTIVE;
  }

  /** Read once: what threads give up, their process keeps. */
  private static final class OfProcess {
    static final long BOUNDING = set("CapBnd:");
    static final long EFFECTIVE = set("CapEff:");
  }

  private static long set(String name) {
    try (var lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(l -> l.startsWith(name))
          .map(l -> Long.parseUnsignedLong(l.substring(7).strip(), 16))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
