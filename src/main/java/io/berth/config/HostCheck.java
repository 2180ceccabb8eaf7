package io.berth.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Looks for what no container can do without. Limits and filters that may be missing are the
 * runtime's to report.
 */
final class HostCheck {

  private static final Pattern EFFECTIVE_CAPABILITIES =
      Pattern.compile("^CapEff:\\s*([0-9a-f]+)$", Pattern.MULTILINE);
  private static final int CAP_SYS_ADMIN = 21;
  private static final List<String> NAMESPACES =
      List.of("mnt", "pid", "net", "uts", "ipc", "cgroup");

  private final Path proc;

  HostCheck(Path proc) {
    this.proc = proc;
  }

  static HostCheck ofThisHost() {
    return new HostCheck(Path.of("/proc"));
  }

  /** Throws {@link StartRefused} naming everything that is missing. */
  void refuseUnlessAble() {
    if (!Files.isDirectory(proc.resolve("self"))) {
      throw new StartRefused(
          "there is no /proc: Berth runs on Linux only", "start it on a Linux host", null);
    }
    if (!isPrivileged()) {
      throw new StartRefused(
          "Berth must run as root: mounts, namespaces, cgroups and addresses need it, and without"
              + " them it could neither unpack an image nor start a container",
          "start it with sudo; people who only use it need no root: the docker command works for"
              + " the socket's group, the dashboard for everyone with an account",
          null);
    }
    var missing = missingFeatures();
    if (!missing.isEmpty()) {
      throw new StartRefused(
          "the kernel lacks " + String.join(", ", missing),
          "use a kernel with these built in or loadable (Linux 5.15 or newer of any distribution"
              + " has them); no container can run without them",
          null);
    }
  }

  List<String> missingFeatures() {
    var missing = new ArrayList<String>();
    for (String namespace : NAMESPACES) {
      if (!Files.exists(proc.resolve("self/ns").resolve(namespace))) {
        missing.add(namespace + " namespaces");
      }
    }
    if (!read("filesystems").contains("\toverlay\n") && !isLoadable("overlay")) {
      missing.add("overlayfs");
    }
    if (!read("filesystems").contains("\tcgroup")) {
      missing.add("cgroups");
    }
    return missing;
  }

  private boolean isPrivileged() {
    var capabilities = EFFECTIVE_CAPABILITIES.matcher(read("self/status"));
    return capabilities.find()
        && (Long.parseUnsignedLong(capabilities.group(1), 16) >> CAP_SYS_ADMIN & 1) == 1;
  }

  /** The kernel loads a file system's module by itself when one is mounted. */
  private boolean isLoadable(String module) {
    String release = read("sys/kernel/osrelease").strip();
    Path modules = Path.of("/lib/modules", release, "modules.dep");
    try {
      return Files.exists(modules) && Files.readString(modules).contains("/" + module + ".ko");
    } catch (IOException e) {
      return false;
    }
  }

  private String read(String file) {
    try {
      return Files.readString(proc.resolve(file));
    } catch (IOException e) {
      return "";
    }
  }
}
