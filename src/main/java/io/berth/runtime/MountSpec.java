package io.berth.runtime;

import java.nio.file.Path;
import java.util.List;

/** Something mounted into a container. {@code target} is a path inside, resolved in the root. */
public sealed interface MountSpec {

  String target();

  /**
   * A host file or directory. The source exists.
   *
   * @param propagation {@code rprivate}, {@code private}, {@code rslave}, {@code slave}, {@code
   *     rshared} or {@code shared}
   */
  record Bind(Path source, String target, boolean readOnly, String propagation)
      implements MountSpec {}

  /**
   * A memory file system.
   *
   * @param options mount options such as {@code size=64m}, {@code mode=1777}, {@code noexec}
   */
  record Tmpfs(String target, List<String> options) implements MountSpec {
    public Tmpfs {
      options = List.copyOf(options);
    }
  }
}
