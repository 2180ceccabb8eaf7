package io.berth.container;

import io.berth.container.Containers.NetworkCounters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Traffic of a process's network namespace, {@code /proc/<pid>/net/dev}; proc(5). */
final class NetworkUse {

  private NetworkUse() {}

  static Optional<NetworkCounters> of(int pid) {
    try {
      return Optional.of(parse(Files.readAllLines(Path.of("/proc/" + pid + "/net/dev"))));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The sum over all interfaces but the loopback. */
  static NetworkCounters parse(List<String> lines) {
    long[] sum = new long[16];
    for (String line : lines) {
      int colon = line.indexOf(':');
      if (colon < 0 || line.substring(0, colon).strip().equals("lo")) {
        continue;
      }
      String[] columns = line.substring(colon + 1).strip().split("\\s+");
      for (int i = 0; i < Math.min(columns.length, sum.length); i++) {
        sum[i] += Long.parseLong(columns[i]);
      }
    }
    return new NetworkCounters(sum[0], sum[1], sum[2], sum[3], sum[8], sum[9], sum[10], sum[11]);
  }
}
