package io.berth.security;

import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Directories of the host that operators may mount into containers: themselves, and none below
 * them, for a container that writes there could make any of those a link to somewhere else.
 */
public record HostPaths(Set<Path> allowed) {

  public static final HostPaths NONE = new HostPaths(Set.of());

  /**
   * @throws IllegalArgumentException for a relative path, or one that lies in another
   */
  static Set<Path> checked(Set<Path> paths) {
    var normal = paths.stream().map(Path::normalize).collect(Collectors.toUnmodifiableSet());
    for (Path path : normal) {
      if (!path.isAbsolute()) {
        throw new IllegalArgumentException(path + " is not an absolute path");
      }
      if (normal.stream().anyMatch(other -> !other.equals(path) && path.startsWith(other))) {
        throw new IllegalArgumentException(path + " lies in another directory of the list");
      }
    }
    return normal;
  }

  public boolean allows(String path) {
    return allowed.contains(Path.of(path));
  }
}
