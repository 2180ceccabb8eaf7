package io.berth.runtime;

import io.berth.failure.InvalidRequest;
import io.berth.failure.KernelRefused;
import io.berth.linux.Fd;
import io.berth.linux.FileStatus;
import io.berth.linux.Open;
import io.berth.linux.RootPath;
import io.berth.linux.cgroup.DeviceRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Device nodes of the host, and which of them a container may use. */
final class HostDevices {

  private static final Path DEV = Path.of("/dev");
  private static final Set<String> NOT_SHARED =
      Set.of("pts", "shm", "mqueue", "fd", "console", "ptmx", ".udev");

  private static final List<DeviceRule> DEFAULT =
      List.of(
          new DeviceRule('c', -1, -1, "m"),
          new DeviceRule('b', -1, -1, "m"),
          new DeviceRule('c', 1, 3, "rwm"),
          new DeviceRule('c', 1, 5, "rwm"),
          new DeviceRule('c', 1, 7, "rwm"),
          new DeviceRule('c', 1, 8, "rwm"),
          new DeviceRule('c', 1, 9, "rwm"),
          new DeviceRule('c', 5, 0, "rwm"),
          new DeviceRule('c', 5, 1, "rwm"),
          new DeviceRule('c', 5, 2, "rwm"),
          new DeviceRule('c', 136, -1, "rwm"));

  private HostDevices() {}

  static List<DeviceRule> rules(LaunchSpec spec) {
    if (spec.privileged()) {
      return List.of(new DeviceRule('a', -1, -1, "rwm"));
    }
    List<DeviceRule> rules = new ArrayList<>(DEFAULT);
    for (DeviceSpec device : spec.devices()) {
      FileStatus node = status(device.hostPath());
      if (!device.permissions().matches("[rwm]{1,3}")) {
        throw new InvalidRequest("invalid device mode: " + device.permissions());
      }
      rules.add(
          new DeviceRule(
              node.type() == Open.S_IFBLK ? 'b' : 'c',
              node.rdevMajor(),
              node.rdevMinor(),
              device.permissions()));
    }
    return rules;
  }

  static FileStatus status(String hostPath) {
    try (Fd fd = RootPath.openHost(Path.of(hostPath), Open.PATH)) {
      FileStatus status = FileStatus.of(fd);
      if (isDevice(status)) {
        return status;
      }
    } catch (KernelRefused e) {
      throw new InvalidRequest(
          "error gathering device information while adding custom device \"" + hostPath + "\"", e);
    }
    throw new InvalidRequest("\"" + hostPath + "\" is not a device node");
  }

  private static boolean isDevice(FileStatus status) {
    return status.type() == Open.S_IFBLK || status.type() == Open.S_IFCHR;
  }

  /** Every device of the host by its name below /dev. */
  static Map<String, FileStatus> all() {
    Map<String, FileStatus> found = new TreeMap<>();
    try (var files = Files.walk(DEV)) {
      files
          .filter(p -> !p.equals(DEV) && !NOT_SHARED.contains(p.getName(1).toString()))
          .filter(p -> !Files.isSymbolicLink(p))
          .forEach(p -> {
            try (Fd fd = RootPath.openHost(p, Open.PATH | Open.NOFOLLOW)) {
              FileStatus status = FileStatus.of(fd);
              if (isDevice(status)) {
                found.put(DEV.relativize(p).toString(), status);
              }
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }
}
