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
import io.berth.team.Owners;
import io.berth.team.Ownership;
import io.berth.team.Ownership.Kind;
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
import java.util.stream.Collectors;
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
  private final Ownership ownership;
  private final Map<String, Volume> volumes = new ConcurrentHashMap<>();
  private final BinnedVolumes binned = new BinnedVolumes();

  LocalVolumes(
      VolumeRoot root,
      VolumeRows rows,
      VolumeUsers users,
      EventBus events,
      BinProperties binning,
      Ownership ownership) {
    this.ownership = ownership;
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
    String wanted = Objects.requireNonNullElse(name, "");
    synchronized (this) {
      if (volumes.containsKey(wanted)) {
        return seen(wanted)
            .orElseThrow(
                () -> new Conflict("create " + wanted + ": conflict: volume name must be unique"));
      }
      return make(wanted, labels, ownership.ofNew(labels));
    }
  }

  @Override
  public synchronized Volume createOwned(String name, Map<String, String> labels, Owners owners) {
    Volume existing = volumes.get(name);
    if (existing != null) {
      ownership.requireMayMount(name);
      return existing;
    }
    return make(name, labels, owners);
  }

  /**
   * @param wanted empty for one that the engine chooses
   */
  private Volume make(String wanted, Map<String, String> labels, Owners owners) {
    boolean anonymous = wanted.isEmpty();
    String name = anonymous ? randomName() : VolumeName.checked(wanted);
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
    ownership.own(Kind.VOLUME, name, owners);
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
    return seen(name).orElseThrow(() -> new NotFound("get " + name + ": no such volume"));
  }

  /** As the caller sees it, if so. */
  private Optional<Volume> seen(String name) {
    return Optional.ofNullable(volumes.get(name)).filter(this::sees);
  }

  private boolean sees(Volume volume) {
    return ownership.sees(Kind.VOLUME, volume.name());
  }

  @Override
  public List<Volume> list(Map<String, Set<String>> filters) {
    requireKnown(filters, LIST_FILTERS);
    return volumes.values().stream()
        .filter(this::sees)
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
    if (force && seen(name).isEmpty()) {
      return;
    }
    Volume volume = inspect(name);
    requireUnused(name);
    rows.deleteById(name);
    volumes.remove(name);
    deleteFiles(volume);
    publish("destroy", name);
    ownership.forget(Kind.VOLUME, name);
  }

  private void requireUnused(String name) {
    List<String> containers = users.containersOf(name);
    if (!containers.isEmpty()) {
      String seen =
          containers.stream()
              .filter(id -> ownership.sees(Kind.CONTAINER, id))
              .collect(Collectors.joining(", "));
      throw new Conflict("remove " + name + ": volume is in use - [" + seen + "]");
    }
  }

  @Override
  public void give(String name, Owners to) {
    ownership.give(Kind.VOLUME, inspect(name).name(), to);
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
    ownership.own(Kind.VOLUME, key, ownership.of(Kind.VOLUME, name));
    rows.bin(name, key, folder, stay.since(), stay.until(), stay.by());
    volumes.remove(name);
    binned.add(key, volume, stay);
    publish("destroy", name);
    ownership.forget(Kind.VOLUME, name);
    return Optional.of(item(binned.find(BinnedVolumes.id(key))));
  }

  @Override
  public List<BinItem> items() {
    return binned.all().stream().filter(this::sees).map(this::item).toList();
  }

  private boolean sees(BinnedVolumes.Binned one) {
    return ownership.sees(Kind.VOLUME, one.key());
  }

  private BinnedVolumes.Binned findBinned(String id) {
    BinnedVolumes.Binned one = binned.find(id);
    if (!sees(one)) {
      throw BinnedVolumes.missing(id);
    }
    return one;
  }

  @Override
  public Optional<BinItem> at(Path mountpoint) {
    return binned.at(mountpoint).filter(this::sees).map(this::item);
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
    BinnedVolumes.Binned one = findBinned(id);
    String name = freeName(one.volume().name());
    ownership.own(Kind.VOLUME, name, ownership.of(Kind.VOLUME, one.key()));
    rows.unbin(one.key(), name);
    binned.remove(one.key());
    volumes.put(name, one.volume().named(name));
    publish("create", name);
    ownership.forget(Kind.VOLUME, one.key());
    List<String> notes =
        name.equals(one.volume().name())
            ? List.of()
            : List.of("its name was taken: it is called " + name + " now");
    return new Restored(BinItem.Kind.VOLUME, name, name, notes);
  }

  @Override
  public synchronized void delete(String id) {
    BinnedVolumes.Binned one = findBinned(id);
    rows.deleteById(one.key());
    binned.remove(one.key());
    deleteFiles(one.volume());
    ownership.forget(Kind.VOLUME, one.key());
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
    Volume volume = BinnedVolumes.isId(ref) ? findBinned(ref).volume() : inspect(ref);
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
    var teams = ownership.of(Kind.VOLUME, name).teams();
    events.publish(
        new Event("volume", action, name, teams, Map.of("driver", "local"), Instant.now()));
  }
}
