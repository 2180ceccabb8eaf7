package io.berth.runtime;

import io.berth.failure.CannotExecute;
import io.berth.failure.KernelRefused;
import io.berth.linux.Errno;
import io.berth.linux.FileStatus;
import io.berth.linux.RootPath;
import java.util.List;
import java.util.Optional;

/** Finds the program of a command line inside a container's root, and words Docker's errors. */
final class Executables {

  private static final String DEFAULT_PATH =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private Executables() {}

  /** The absolute path inside the container of what to execute. */
  static String find(RootPath root, String name, List<String> env, String cwd) {
    if (name.indexOf('/') >= 0) {
      String path = name.startsWith("/") ? name : cwd + "/" + name;
      check(name, status(root, path, name));
      return path;
    }
    String search =
        env.stream()
            .filter(e -> e.startsWith("PATH="))
            .map(e -> e.substring(5))
            .reduce((a, b) -> b)
            .orElse(DEFAULT_PATH);
    for (String directory : search.split(":")) {
      if (directory.startsWith("/") && !name.isEmpty()) {
        String path = directory + "/" + name;
        if (status(root, path, name).filter(Executables::isExecutable).isPresent()) {
          return path;
        }
      }
    }
    throw new CannotExecute(127, quoted(name) + "executable file not found in $PATH");
  }

  private static Optional<FileStatus> status(RootPath root, String path, String name) {
    try {
      return root.status(path);
    } catch (KernelRefused e) {
      if (e.errno() == Errno.ELOOP || e.errno() == Errno.ENAMETOOLONG) {
        throw new CannotExecute(127, quoted(name) + "stat " + name + ": " + text(e));
      }
      throw e;
    }
  }

  private static String text(KernelRefused e) {
    return e.errno() == Errno.ELOOP ? "too many levels of symbolic links" : "file name too long";
  }

  private static void check(String name, Optional<FileStatus> status) {
    if (status.isEmpty()) {
      throw new CannotExecute(127, quoted(name) + "stat " + name + ": no such file or directory");
    }
    if (status.get().isDirectory()) {
      throw new CannotExecute(126, quoted(name) + "is a directory");
    }
    if (!isExecutable(status.get())) {
      throw new CannotExecute(126, quoted(name) + "permission denied");
    }
  }

  private static boolean isExecutable(FileStatus status) {
    return status.isRegular() && (status.permissions() & 0111) != 0;
  }

  /** What posix_spawn(3) reported from inside the child. */
  static RuntimeException failure(String name, int errno) {
    return switch (errno) {
      case Errno.ENOENT -> new CannotExecute(127, quoted(name) + "no such file or directory");
      case Errno.EACCES, Errno.EPERM -> new CannotExecute(126, quoted(name) + "permission denied");
      case Errno.ENOEXEC -> new CannotExecute(126, quoted(name) + "exec format error");
      case Errno.ENOTDIR -> new CannotExecute(127, quoted(name) + "not a directory");
      case Errno.EISDIR -> new CannotExecute(126, quoted(name) + "is a directory");
      case Errno.E2BIG -> new CannotExecute(126, quoted(name) + "argument list too long");
      default -> Errno.refused("posix_spawn", name, errno);
    };
  }

  private static String quoted(String name) {
    return "exec: \"" + name + "\": ";
  }
}
