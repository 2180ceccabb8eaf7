package io.berth.runtime;

import io.berth.failure.CannotExecute;
import io.berth.failure.InvalidRequest;
import io.berth.failure.KernelRefused;
import io.berth.linux.Capabilities;
import io.berth.linux.Credentials;
import io.berth.linux.Errno;
import io.berth.linux.FileStatus;
import io.berth.linux.RootPath;
import io.berth.linux.Spawn;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A process as the container's own files define it: who, where, what.
 *
 * @param path of the executable inside the container
 */
record Program(String path, List<String> args, List<String> env, String cwd, Credentials who) {

  private static final int ACCOUNTS_LIMIT = 16 << 20;

  /** Reads the container's files by a resolver that never leaves its root. */
  static Program of(ProcessSpec spec, RootPath root, boolean makeCwd) {
    if (spec.args().isEmpty()) {
      throw new InvalidRequest("no command specified");
    }
    String cwd = spec.cwd().isEmpty() ? "/" : spec.cwd();
    if (!cwd.startsWith("/")) {
      throw new InvalidRequest(
          "the working directory '" + cwd + "' is invalid, it needs to be an absolute path");
    }
    Accounts.Identity identity = accounts(root).resolve(spec.user(), spec.groupAdd());
    directory(root, cwd, makeCwd);
    List<String> env = new ArrayList<>(spec.env());
    if (env.stream().noneMatch(e -> e.startsWith("HOME="))) {
      env.add("HOME=" + identity.home());
    }
    String path = Executables.find(root, spec.args().getFirst(), env, cwd);
    return new Program(path, spec.args(), env, cwd, credentials(spec, identity));
  }

  private static Credentials credentials(ProcessSpec spec, Accounts.Identity identity) {
    long bounding = Capabilities.bounding();
    long granted = spec.privileged() ? bounding : Capabilities.bits(spec.capabilities()) & bounding;
    return new Credentials(
        identity.uid(), identity.gid(), identity.groupArray(), granted, spec.noNewPrivileges());
  }

  static Accounts accounts(RootPath root) {
    return new Accounts(text(root, "/etc/passwd"), text(root, "/etc/group"));
  }

  private static String text(RootPath root, String path) {
    if (root.status(path).filter(FileStatus::isRegular).isEmpty()) {
      return "";
    }
    return new String(root.read(path, ACCOUNTS_LIMIT), StandardCharsets.UTF_8);
  }

  private static void directory(RootPath root, String cwd, boolean make) {
    Optional<FileStatus> status;
    try {
      status = root.status(cwd);
    } catch (KernelRefused e) {
      throw new CannotExecute(126, chdir(cwd) + "too many levels of symbolic links");
    }
    if (status.isEmpty() && make) {
      try {
        root.makeDirectories(cwd, 0755, 0, 0).close();
      } catch (KernelRefused e) {
        if (e.errno() == Errno.ENOTDIR) {
          throw new InvalidRequest("cannot mkdir: " + cwd + ": not a directory");
        }
        throw e;
      }
    } else if (status.isEmpty()) {
      throw new CannotExecute(127, chdir(cwd) + "no such file or directory");
    } else if (!status.get().isDirectory()) {
      throw new InvalidRequest("cannot mkdir: " + cwd + " is not a directory");
    }
  }

  private static String chdir(String cwd) {
    return "chdir to cwd (\"" + cwd + "\") failed: ";
  }

  /** The child: closes all but its streams, waits at the gate, takes them, changes directory. */
  Spawn spawn(Gate gate, Stdio stdio) {
    stdio.owner(who.uid(), who.gid());
    Spawn spawn = new Spawn(path, args, env);
    gate.holdUp(spawn, stdio.ends());
    stdio.arrange(spawn, Gate.AFTER);
    return spawn.changeDirectory(cwd);
  }
}
