package io.berth.usage;

import io.berth.container.ContainerDisk;
import io.berth.image.ImageDisk;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * What lies on the disk, as it was at one moment, in bytes as {@code du} counts.
 *
 * @param took how long measuring took
 * @param used of the file system of the engine's root, by whatever is on it
 * @param free what may still be written to it
 * @param containers those that people see, by id
 * @param volumes those that people see, by name
 * @param binned containers, volumes and images that only the bin has
 */
public record DiskSnapshot(
    Instant at,
    Duration took,
    long used,
    long free,
    ImageDisk.Use images,
    Map<String, ContainerDisk.Use> containers,
    Map<String, Long> volumes,
    long binned) {

  public DiskSnapshot {
    containers = Map.copyOf(containers);
    volumes = Map.copyOf(volumes);
  }

  public long imageBytes() {
    return images.layers() + images.archives();
  }

  public long writableBytes() {
    return containers.values().stream().mapToLong(ContainerDisk.Use::writable).sum();
  }

  public long logBytes() {
    return containers.values().stream().mapToLong(ContainerDisk.Use::log).sum();
  }

  public long volumeBytes() {
    return volumes.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Whatever else there is on the file system. */
  public long otherBytes() {
    long known = imageBytes() + writableBytes() + logBytes() + volumeBytes() + binned;
    return Math.max(0, used - known);
  }
}
