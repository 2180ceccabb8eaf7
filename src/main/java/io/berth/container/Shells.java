package io.berth.container;

import io.berth.failure.KernelRefused;
import io.berth.linux.FileStatus;
import io.berth.linux.RootPath;
import java.nio.file.Path;
import java.util.List;

/** Looks for shells in a container by its file system: nothing runs in it for that. */
final class Shells {

  private static final List<String> NAMES = List.of("bash", "zsh", "fish", "ash", "sh", "dash");
  private static final List<String> FOLDERS = List.of("/bin", "/usr/bin", "/usr/local/bin");

  private Shells() {}

  /**
   * @param pid of a process in the container
   */
  static List<String> in(int pid) {
    try (RootPath root = RootPath.of(Path.of("/proc", Integer.toString(pid), "root"))) {
      return in(root);
    }
  }

  /** One path for each, the first where it is found. */
  static List<String> in(RootPath root) {
    return NAMES.stream()
        .flatMap(name ->
            FOLDERS.stream()
                .map(folder -> folder + "/" + name)
                .filter(path -> isProgram(root, path))
                .findFirst()
                .stream())
        .toList();
  }

  private static boolean isProgram(RootPath root, String path) {
    try {
      return root.status(path).stream().anyMatch(Shells::isProgram);
    } catch (KernelRefused e) { // such as links that lead in a circle
      return false;
    }
  }

  private static boolean isProgram(FileStatus status) {
    return status.isRegular() && (status.permissions() & 0111) != 0;
  }
}
