package io.berth.linux.cgroup;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads where control groups are mounted from the text of /proc/self/mountinfo, see proc(5). */
final class CgroupMounts {

  private record Mount(String type, Path point, List<String> options) {}

  private CgroupMounts() {}

  /** Mount point of each wanted controller. */
  static Map<String, Path> version1(String mountinfo, Set<String> wanted) {
    Map<String, Path> found = new TreeMap<>();
    mounts(mountinfo)
        .filter(m -> m.type.equals("cgroup"))
        .sorted(Comparator.comparingInt(m -> -m.point.getNameCount()))
        .forEach(
            m -> m.options.stream().filter(wanted::contains).forEach(c -> found.put(c, m.point)));
    return found;
  }

  static Optional<Path> version2(String mountinfo) {
    return mounts(mountinfo)
        .filter(m -> m.type.equals("cgroup2"))
        .map(Mount::point)
        .min(Comparator.comparingInt(Path::getNameCount));
  }

  private static Stream<Mount> mounts(String mountinfo) {
    return mountinfo
        .lines()
        .map(l -> l.split(" - ", 2))
        .filter(halves -> halves.length == 2)
        .map(halves -> {
          String[] mount = halves[0].split(" ");
          String[] system = halves[1].split(" ");
          return new Mount(
              system[0],
              Path.of(mount[4]),
              system.length > 2 ? Arrays.asList(system[2].split(",")) : List.of());
        })
        .filter(m -> m.point.startsWith("/sys/fs/cgroup"));
  }
}
