package io.berth.system;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How busy the host is.
 *
 * @param cpu part of all processors, 0 to 1, since somebody last asked
 * @param memoryUsed bytes that are not available to new programs
 * @param diskUsed bytes of the file system of the engine's root
 */
public record HostLoad(
    double cpu, long memoryUsed, long memoryTotal, long diskUsed, long diskTotal) {

  private static final Path MEMORY = Path.of("/proc/meminfo");
  private static final OperatingSystemMXBean HOST =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  /**
   * @param root the engine's folder
   */
  public static HostLoad now(Path root) {
    try {
      FileStore disk = Files.getFileStore(root);
      List<String> memory = Files.readAllLines(MEMORY);
      long total = bytes(memory, "MemTotal:");
      return new HostLoad(
          Math.max(0, HOST.getCpuLoad()),
          total - bytes(memory, "MemAvailable:"),
          total,
          disk.getTotalSpace() - disk.getUnallocatedSpace(),
          disk.getTotalSpace());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file counts in kB. */
  private static long bytes(List<String> memory, String field) {
    return memory.stream()
        .filter(line -> line.startsWith(field))
        .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElse(0);
  }
}
