package io.berth.runtime;

import io.berth.failure.InvalidRequest;
import io.berth.linux.Fd;
import io.berth.linux.Io;
import io.berth.linux.Open;
import io.berth.linux.RootPath;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Kernel parameters that belong to a namespace, see namespaces(7). All others are refused. */
public final class Sysctls {

  private static final Set<String> IPC =
      Set.of(
          "kernel.msgmax",
          "kernel.msgmnb",
          "kernel.msgmni",
          "kernel.sem",
          "kernel.shmall",
          "kernel.shmmax",
          "kernel.shmmni",
          "kernel.shm_rmid_forced");

  private static final Map<String, String> NETWORK_DEFAULTS =
      Map.of(
          "net.ipv4.ip_unprivileged_port_start", "0",
          "net.ipv4.ping_group_range", "0 2147483647");

  private Sysctls() {}

  /**
   * Whether a parameter belongs to the IPC namespace.
   *
   * @param key with dots
   */
  public static boolean isIpc(String key) {
    return IPC.contains(key) || key.startsWith("fs.mqueue.");
  }

  /** What to set, defaults included. */
  static Map<String, String> of(Map<String, String> asked, HostNamespaces host) {
    Map<String, String> all = new TreeMap<>();
    if (!host.network()) {
      all.putAll(NETWORK_DEFAULTS);
    }
    asked.forEach((key, value) -> {
      check(key, value, host);
      all.put(key, value);
    });
    return all;
  }

  private static void check(String key, String value, HostNamespaces host) {
    boolean network = key.startsWith("net.");
    boolean ipc = isIpc(key);
    if (!key.matches("[a-zA-Z0-9_-]+(\\.[a-zA-Z0-9_-]+)+") || !(network || ipc)) {
      throw new InvalidRequest("sysctl \"" + key + "\" is not in a separate kernel namespace");
    }
    if (network && host.network() || ipc && host.ipc()) {
      throw new InvalidRequest("sysctl \"" + key + "\" not allowed in the host's namespace");
    }
    if (!value.matches("[\\x20-\\x7e\\t]{1,1024}")) {
      throw new InvalidRequest("sysctl \"" + key + "\" has an invalid value");
    }
  }

  /** Sets them for the calling thread's namespaces, by the host's own /proc. */
  static void apply(Map<String, String> sysctls) {
    sysctls.forEach((key, value) -> {
      Path file = Path.of("/proc/sys", key.replace('.', '/'));
      if (!NETWORK_DEFAULTS.containsKey(key) || java.nio.file.Files.exists(file)) {
        try (Fd fd = RootPath.openHost(file, Open.WRONLY | Open.NOFOLLOW)) {
          Io.write(fd, value.getBytes(StandardCharsets.US_ASCII));
        }
      }
    });
  }
}
