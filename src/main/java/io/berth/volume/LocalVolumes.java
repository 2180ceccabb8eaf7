package io.berth.volume;

import io.berth.event.Event;
import io.berth.event.EventBus;
import io.berth.failure.Conflict;
import io.berth.failure.InvalidRequest;
import io.berth.failure.NotFound;
import io.berth.failure.Unavailable;
import io.berth.failure.Unsupported;
import io.berth.security.Caller;
import io.berth.security.Role;
import io.berth.snapshot.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The {@code local} driver: {@code volumes/<name>/_data}. */
@Service
final class LocalVolumes implements Volumes {

  private static final Set<String> LIST_FILTERS = Set.of("dangling", "driver", "label", "name");
  private static final Set<String> PRUNE_FILTERS = Set.of("all", "label", "label!");
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path directory;
  private final VolumeRows rows;
  private final VolumeUsers users;
  private final EventBus events;
  private final Map<String, Volume> volumes = new ConcurrentHashMap<>();

  LocalVolumes(VolumeRoot root, VolumeRows rows, VolumeUsers users, EventBus events) {
    this.directory = root.directory();
    this.rows = rows;
    this.users = users;
    this.events = events;
    rows.findAll().forEach(row -> volumes.put(row.name, view(row)));
  }

  @Override
  public Volume create(
      @Nullable String name,
      String driver,
      Map<String, String> options,
      Map<String, String> labels) {
    if (!driver.isEmpty() && !driver.equals("local")) {
      throw new NotFound("error looking up volume plugin " + driver + ": plugin not found");
    }
    if (!options.isEmpty()) {
      Caller.current().require(Role.ADMINISTRATOR, "volume options " + options.keySet());
      throw new Unsupported("volume options " + options.keySet() + " are not offered");
    }
    boolean anonymous = name == null || name.isEmpty();
    String chosen = name == null || name.isEmpty() ? randomName() : VolumeName.checked(name);
    synchronized (this) {
      Volume existing = volumes.get(chosen);
      return existing != null ? existing : make(chosen, anonymous, labels);
    }
  }

  private Volume make(String name, boolean anonymous, Map<String, String> labels) {
    var row = new VolumeRow(name, Instant.now(), anonymous, JSON.writeValueAsString(labels));
    Volume volume = view(row);
    try {
      Files.createDirectories(directory);
      Files.createDirectories(
          directory.resolve(name),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx-----x")));
      Files.createDirectories(volume.mountpoint());
      Files.setPosixFilePermissions(
          volume.mountpoint(), PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException e) {
      throw new Unavailable("create " + name + ": " + e.getMessage(), e);
    }
    rows.save(row);
    volumes.put(name, volume);
    publish("create", name);
    return volume;
  }

  @Override
  public Volume inspect(String name) {
    Volume volume = volumes.get(name);
    if (volume == null) {
      throw new NotFound("get " + name + ": no such volume");
    }
    return volume;
  }

  @Override
  public List<Volume> list(Map<String, Set<String>> filters) {
    requireKnown(filters, LIST_FILTERS);
    return volumes.values().stream()
        .filter(volume -> selected(volume, filters))
        .sorted(Comparator.comparing(Volume::name))
        .toList();
  }

  private boolean selected(Volume volume, Map<String, Set<String>> filters) {
    Set<String> names = filters.getOrDefault("name", Set.of());
    Set<String> drivers = filters.getOrDefault("driver", Set.of());
    Set<String> dangling = filters.getOrDefault("dangling", Set.of());
    return (names.isEmpty() || names.stream().anyMatch(volume.name()::contains))
        && (drivers.isEmpty() || drivers.contains("local"))
        && (dangling.isEmpty()
            || truth("dangling", dangling) == users.containersOf(volume.name()).isEmpty())
        && labelled(volume, filters.getOrDefault("label", Set.of()));
  }

  private static boolean truth(String filter, Set<String> values) {
    return switch (values.iterator().next().toLowerCase(Locale.ROOT)) {
      case "true", "1", "t" -> true;
      case "false", "0", "f" -> false;
      default -> throw new InvalidRequest("invalid filter '" + filter + "=" + values + "'");
    };
  }

  private static boolean labelled(Volume volume, Set<String> wanted) {
    return wanted.stream()
        .map(label -> label.split("=", 2))
        .allMatch(pair -> {
          String value = volume.labels().get(pair[0]);
          return value != null && (pair.length == 1 || pair[1].equals(value));
        });
  }

  private static void requireKnown(Map<String, Set<String>> filters, Set<String> known) {
    for (String key : filters.keySet()) {
      if (!known.contains(key)) {
        throw new InvalidRequest("Invalid filter '" + key + "'");
      }
    }
  }

  @Override
  public synchronized void remove(String name, boolean force) {
    Volume volume = volumes.get(name);
    if (volume == null) {
      if (force) {
        return;
      }
      throw new NotFound("get " + name + ": no such volume");
    }
    List<String> containers = users.containersOf(name);
    if (!containers.isEmpty()) {
      throw new Conflict(
          "remove " + name + ": volume is in use - [" + String.join(", ", containers) + "]");
    }
    rows.deleteById(name);
    volumes.remove(name);
    delete(volume);
    publish("destroy", name);
  }

  private void delete(Volume volume) {
    Trees.delete(directory.resolve(volume.name()));
  }

  @Override
  public Pruned prune(Map<String, Set<String>> filters) {
    requireKnown(filters, PRUNE_FILTERS);
    Set<String> wantsAll = filters.getOrDefault("all", Set.of());
    boolean all = !wantsAll.isEmpty() && truth("all", wantsAll);
    Set<String> unwanted = filters.getOrDefault("label!", Set.of());
    List<String> names = new ArrayList<>();
    long bytes = 0;
    for (Volume volume : list(Map.of())) {
      boolean chosen =
          (all || volume.anonymous())
              && labelled(volume, filters.getOrDefault("label", Set.of()))
              && (unwanted.isEmpty() || !labelled(volume, unwanted));
      if (chosen && users.containersOf(volume.name()).isEmpty()) {
        long size = size(volume.name());
        remove(volume.name(), true);
        names.add(volume.name());
        bytes += size;
      }
    }
    return new Pruned(names, bytes);
  }

  @Override
  public long size(String name) {
    try {
      return Trees.size(inspect(name).mountpoint());
    } catch (IOException e) {
      throw new Unavailable("size of " + name + ": " + e.getMessage(), e);
    }
  }

  private static String randomName() {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private Volume view(VolumeRow row) {
    Map<String, String> labels = JSON.readValue(row.labels, new TypeReference<>() {});
    return new Volume(
        row.name,
        row.created,
        Map.copyOf(labels),
        row.anonymous,
        directory.resolve(row.name).resolve("_data"));
  }

  private void publish(String action, String name) {
    events.publish(new Event("volume", action, name, Map.of("driver", "local"), Instant.now()));
  }
}
