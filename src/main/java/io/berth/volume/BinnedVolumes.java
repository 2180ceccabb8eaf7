package io.berth.volume;

import io.berth.bin.Stay;
import io.berth.failure.NotFound;
import io.berth.volume.Volumes.Volume;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The volumes in the bin, by the keys that their rows have meanwhile. Thread-safe. */
final class BinnedVolumes {

  /** No volume can be called so. */
  private static final String PREFIX = "bin/";

  private static final String ID = "volume:";

  private final Map<String, Binned> byKey = new ConcurrentHashMap<>();

  /**
   * @param volume with the name it had
   */
  record Binned(String key, Volume volume, Stay stay) {}

  static String key() {
    return PREFIX + UUID.randomUUID();
  }

  static String id(String key) {
    return ID + key.substring(PREFIX.length());
  }

  static boolean isId(String text) {
    return text.startsWith(ID);
  }

  static Stay stay(VolumeRow row) {
    return new Stay(
        Objects.requireNonNullElse(row.binnedAt, Instant.EPOCH),
        Objects.requireNonNullElse(row.binnedUntil, Instant.EPOCH),
        Objects.requireNonNullElse(row.binnedBy, ""));
  }

  void add(String key, Volume volume, Stay stay) {
    byKey.put(key, new Binned(key, volume, stay));
  }

  void remove(String key) {
    byKey.remove(key);
  }

  List<Binned> all() {
    return List.copyOf(byKey.values());
  }

  Optional<Binned> at(Path mountpoint) {
    return byKey.values().stream()
        .filter(one -> one.volume().mountpoint().equals(mountpoint))
        .findFirst();
  }

  Binned find(String id) {
    Binned found = isId(id) ? byKey.get(PREFIX + id.substring(ID.length())) : null;
    if (found == null) {
      throw missing(id);
    }
    return found;
  }

  static NotFound missing(String id) {
    return new NotFound("no volume in the bin has the id " + id);
  }
}
