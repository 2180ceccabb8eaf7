package io.berth.volume;

import io.berth.bin.BinItem;
import io.berth.bin.BinProperties;
import io.berth.bin.Restored;
import io.berth.bin.Stay;
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
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The {@code local} driver: {@code volumes/<folder>/_data}. */
@Service
final class LocalVolumes implements Volumes, VolumeBin {

  private static final Set<String> LIST_FILTERS = Set.of("dangling", "driver", "label", "name");
  private static final Set<String> PRUNE_FILTERS = Set.of("all", "label", "label!");
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path directory;
  private final VolumeRows rows;
  private final VolumeUsers users;
  private final EventBus events;
  private final BinProperties binning;
  private final Map<String, Volume> volumes = new ConcurrentHashMap<>();
  private final BinnedVolumes binned = new BinnedVolumes();

  LocalVolumes(
      VolumeRoot root, VolumeRows rows, VolumeUsers users, EventBus events, BinProperties binning) {
    this.directory = root.directory();
    this.rows = rows;
    this.users = users;
    this.events = events;
    this.binning = binning;
    for (VolumeRow row : rows.findAll()) {
      if (row.binnedName == null) {
        volumes.put(row.name, view(row));
      } else {
        binned.add(row.name, view(row), BinnedVolumes.stay(row));
      }
    }
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
    String folder = freeFolder(name);
    var row =
        new VolumeRow(
            name,
            Instant.now(),
            anonymous,
            JSON.writeValueAsString(labels),
            folder.equals(name) ? null : folder);
    Volume volume = view(row);
    try {
      Files.createDirectories(directory);
      Files.createDirectories(
          directory.resolve(folder),
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

  /** The name, unless what is in the bin or was made meanwhile lies there. */
  private String freeFolder(String name) {
    String folder = name;
    while (isTaken(directory.resolve(folder).resolve("_data"))) {
      folder = name.substring(0, Math.min(name.length(), 240)) + "." + randomName().substring(0, 8);
    }
    return folder;
  }

  private boolean isTaken(Path mountpoint) {
    return binned.at(mountpoint).isPresent()
        || volumes.values().stream().anyMatch(volume -> volume.mountpoint().equals(mountpoint));
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
    requireUnused(name);
    rows.deleteById(name);
    volumes.remove(name);
    deleteFiles(volume);
    publish("destroy", name);
  }

  private void requireUnused(String name) {
    List<String> containers = users.containersOf(name);
    if (!containers.isEmpty()) {
      throw new Conflict(
          "remove " + name + ": volume is in use - [" + String.join(", ", containers) + "]");
    }
  }

  private static void deleteFiles(Volume volume) {
    Trees.delete(Objects.requireNonNull(volume.mountpoint().getParent()));
  }

  @Override
  public synchronized Optional<BinItem> bin(String name) {
    if (!binning.isOn()) {
      remove(name, false);
      return Optional.empty();
    }
    Volume volume = inspect(name);
    requireUnused(name);
    Stay stay = binning.begin();
    String key = BinnedVolumes.key();
    String folder = directory.relativize(volume.mountpoint()).getName(0).toString();
    rows.bin(name, key, folder, stay.since(), stay.until(), stay.by());
    volumes.remove(name);
    binned.add(key, volume, stay);
    publish("destroy", name);
    return Optional.of(item(binned.find(BinnedVolumes.id(key))));
  }

  @Override
  public List<BinItem> items() {
    return binned.all().stream().map(this::item).toList();
  }

  @Override
  public Optional<BinItem> at(Path mountpoint) {
    return binned.at(mountpoint).map(this::item);
  }

  private BinItem item(BinnedVolumes.Binned one) {
    String name = one.volume().name();
    return new BinItem(
        BinItem.Kind.VOLUME,
        BinnedVolumes.id(one.key()),
        name,
        freeName(name),
        one.stay(),
        one.volume().anonymous() ? "made without a name" : "");
  }

  private String freeName(String name) {
    String free = name;
    for (int i = 2; volumes.containsKey(free); i++) {
      free = name.substring(0, Math.min(name.length(), 245)) + "-" + i;
    }
    return free;
  }

  @Override
  public synchronized Restored restore(String id) {
    BinnedVolumes.Binned one = binned.find(id);
    String name = freeName(one.volume().name());
    rows.unbin(one.key(), name);
    binned.remove(one.key());
    volumes.put(name, one.volume().named(name));
    publish("create", name);
    List<String> notes =
        name.equals(one.volume().name())
            ? List.of()
            : List.of("its name was taken: it is called " + name + " now");
    return new Restored(BinItem.Kind.VOLUME, name, name, notes);
  }

  @Override
  public synchronized void delete(String id) {
    BinnedVolumes.Binned one = binned.find(id);
    rows.deleteById(one.key());
    binned.remove(one.key());
    deleteFiles(one.volume());
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
      if (chosen
          && users.containersOf(volume.name()).isEmpty()
          && !users.isMissedInBin(volume.name())) {
        long size = size(volume.name());
        remove(volume.name(), true);
        names.add(volume.name());
        bytes += size;
      }
    }
    return new Pruned(names, bytes);
  }

  @Override
  public long size(String ref) {
    Volume volume = BinnedVolumes.isId(ref) ? binned.find(ref).volume() : inspect(ref);
    return Trees.size(volume.mountpoint());
  }

  private static String randomName() {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private Volume view(VolumeRow row) {
    Map<String, String> labels = JSON.readValue(row.labels, new TypeReference<>() {});
    String name = row.binnedName == null ? row.name : row.binnedName;
    return new Volume(
        name,
        row.created,
        Map.copyOf(labels),
        row.anonymous,
        directory.resolve(row.folder == null ? name : row.folder).resolve("_data"));
  }

  private void publish(String action, String name) {
    events.publish(new Event("volume", action, name, Map.of("driver", "local"), Instant.now()));
  }
}
