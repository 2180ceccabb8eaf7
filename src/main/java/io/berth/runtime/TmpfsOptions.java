package io.berth.runtime;

import io.berth.failure.InvalidRequest;
import io.berth.linux.Fd;
import io.berth.linux.Mounts;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Mount options of a memory file system.
 *
 * @param attributes of {@link Mounts}
 * @param values such as {@code size}
 */
record TmpfsOptions(long attributes, Map<String, String> values) {

  private static final Map<String, Long> FLAGS =
      Map.of(
          "ro", Mounts.RDONLY,
          "nosuid", Mounts.NOSUID,
          "nodev", Mounts.NODEV,
          "noexec", Mounts.NOEXEC,
          "noatime", Mounts.NOATIME,
          "nodiratime", Mounts.NODIRATIME);
  private static final Map<String, Long> UNFLAGS =
      Map.of(
          "rw", Mounts.RDONLY,
          "suid", Mounts.NOSUID,
          "dev", Mounts.NODEV,
          "exec", Mounts.NOEXEC,
          "atime", Mounts.NOATIME,
          "diratime", Mounts.NODIRATIME);
  private static final List<String> KEYS =
      List.of("size", "mode", "uid", "gid", "nr_inodes", "nr_blocks", "mpol", "huge");

  /** Docker's defaults are nosuid, nodev and noexec. */
  static TmpfsOptions parse(List<String> options) {
    long attributes = Mounts.NOSUID | Mounts.NODEV | Mounts.NOEXEC;
    Map<String, String> values = new TreeMap<>();
    values.put("mode", "1777");
    for (String option : options) {
      String[] pair = option.split("=", 2);
      if (FLAGS.containsKey(option)) {
        attributes |= FLAGS.getOrDefault(option, 0L);
      } else if (UNFLAGS.containsKey(option)) {
        attributes &= ~UNFLAGS.getOrDefault(option, 0L);
      } else if (pair.length == 2 && KEYS.contains(pair[0])) {
        values.put(pair[0], pair[1]);
      } else if (!option.isEmpty() && !option.equals("relatime") && !option.equals("defaults")) {
        throw new InvalidRequest("invalid tmpfs option [\"" + option + "\"]");
      }
    }
    return new TmpfsOptions(attributes, values);
  }

  Fd mount() {
    try (Mounts.FileSystem system = Mounts.open("tmpfs")) {
      values.forEach(system::with);
      return system.mount(attributes);
    }
  }
}
