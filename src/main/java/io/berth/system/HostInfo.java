package io.berth.system;

import io.berth.runtime.RuntimeFeatures;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The machine that the engine runs on and how the engine uses it. Does not change while it runs.
 *
 * @param id of the engine: the same for the same root folder on the same machine
 * @param system the distribution in its own words
 * @param memory bytes of the machine
 * @param root the folder of the engine
 * @param limits controllers that limits can be set with, such as {@code memory}
 * @param warnings a sentence for each feature of the kernel or the network that is missing
 */
public record HostInfo(
    String id,
    String name,
    String system,
    int processors,
    long memory,
    Path root,
    int cgroupVersion,
    List<String> limits,
    boolean seccomp,
    List<String> warnings) {

  private static final Path RELEASE = Path.of("/etc/os-release");
  private static final Path MEMORY = Path.of("/proc/meminfo");
  private static final Path MACHINE = Path.of("/etc/machine-id");

  public HostInfo {
    limits = List.copyOf(limits);
    warnings = List.copyOf(warnings);
  }

  public static HostInfo of(Path root, RuntimeFeatures features, List<String> networkWarnings) {
    String machine = field(MACHINE, "", "");
    return new HostInfo(
        UUID.nameUUIDFromBytes((machine + root).getBytes(StandardCharsets.UTF_8)).toString(),
        hostName(),
        field(RELEASE, "PRETTY_NAME=", "Linux").replace("\"", ""),
        Runtime.getRuntime().availableProcessors(),
        Long.parseLong(field(MEMORY, "MemTotal:", "0 kB").replaceAll("\\D", "")) * 1024,
        root,
        features.cgroupVersion(),
        features.cgroupControllers(),
        features.seccomp(),
        Stream.concat(features.warnings().stream(), networkWarnings.stream()).toList());
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return field(Path.of("/proc/sys/kernel/hostname"), "", "localhost");
    }
  }

  private static String field(Path file, String start, String absent) {
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> line.startsWith(start))
          .map(line -> line.substring(start.length()).strip())
          .findFirst()
          .orElse(absent);
    } catch (IOException e) {
      return absent;
    }
  }
}
