package io.berth.keeper;

import java.nio.file.Path;

/**
 * What an engine has for itself in the kernel, the same for every process on its root.
 *
 * @param directory in memory: the keeper's socket and a folder for each run
 * @param cgroupParent name of the control group that all of its containers are in
 * @param bridge name of its bridge
 */
public record KeeperPlace(Path directory, String cgroupParent, String bridge) {

  private static final Path RUN = Path.of("/run/berth-keeper");

  /**
   * @param root the engine's folder, absolute
   */
  public static KeeperPlace of(Path root) {
    String tag = "%08x".formatted(root.toString().hashCode());
    return new KeeperPlace(RUN.resolve(tag), "berth-" + tag, "berth" + tag);
  }

  /** A run's folder. */
  public Path run(String container) {
    return directory.resolve(container);
  }

  public Path socket() {
    return directory.resolve("keeper.sock");
  }
}
