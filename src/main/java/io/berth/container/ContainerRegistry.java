package io.berth.container;

import io.berth.container.ContainerView.MountPoint;
import io.berth.failure.Conflict;
import io.berth.failure.InvalidRequest;
import io.berth.failure.NotFound;
import io.berth.image.ImageUsers;
import io.berth.team.Ownership;
import io.berth.team.Ownership.Kind;
import io.berth.volume.VolumeUsers;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * All containers, by id and by name, and apart from them those in the bin: what looks for a
 * container meets no other place. Whoever looks by a reference, or asks for what is seen, finds
 * what the caller sees. Reads the database once, when it is made.
 */
@Component
final class ContainerRegistry implements ImageUsers, VolumeUsers {

  private final ContainerStore store;
  private final Ownership ownership;
  private final Map<String, Container> byId = new ConcurrentHashMap<>();
  private final Map<String, String> idByName = new ConcurrentHashMap<>();
  private final Map<String, Container> inBin = new ConcurrentHashMap<>();

  ContainerRegistry(JdbcTemplate jdbc, ContainerRoot root, Ownership ownership) {
    this.ownership = ownership;
    this.store = new ContainerStore(jdbc, root);
    store
        .load()
        .forEach(container -> {
          if (container.binned == null) {
            byId.put(container.id, container);
            idByName.put(container.name, container.id);
          } else {
            inBin.put(container.id, container);
          }
        });
  }

  ContainerStore store() {
    return store;
  }

  /** The newest first. */
  List<Container> all() {
    return byId.values().stream()
        .sorted(Comparator.comparing((Container c) -> c.created).reversed())
        .toList();
  }

  List<Container> seen() {
    return all().stream().filter(this::sees).toList();
  }

  boolean sees(Container container) {
    return ownership.sees(Kind.CONTAINER, container.id);
  }

  List<Container> binned() {
    return inBin.values().stream().filter(this::sees).toList();
  }

  /** Where they are decides, not which object somebody has of them. */
  boolean isInBin(String id) {
    return inBin.containsKey(id);
  }

  Container findBinned(String id) {
    Container container = inBin.get(id);
    if (container == null || !sees(container)) {
      throw new NotFound("no container in the bin has the id " + id);
    }
    return container;
  }

  /** One that is seen by nobody yet. */
  void addToBin(Container container) {
    inBin.put(container.id, container);
  }

  void removeFromBin(Container container) {
    inBin.remove(container.id);
  }

  void moveToBin(Container binned) {
    inBin.put(binned.id, binned);
    byId.remove(binned.id);
    release(binned.name, binned.id);
  }

  /** Its name is reserved already. */
  void moveFromBin(Container back) {
    inBin.remove(back.id);
    byId.put(back.id, back);
  }

  /** The name passes from one to the other. */
  void swap(Container binned, Container back) {
    inBin.put(binned.id, binned);
    byId.put(back.id, back);
    idByName.put(back.name, back.id);
    byId.remove(binned.id);
    inBin.remove(back.id);
  }

  /** Whether nobody has the name. */
  boolean isFree(String name) {
    return !idByName.containsKey(name);
  }

  Container find(String ref) {
    Container container = ifSeen(ref);
    if (container == null) {
      String id = idByName.get(Names.withoutSlash(ref));
      container = id == null ? null : ifSeen(id);
    }
    if (container == null) {
      container = byPrefix(ref);
    }
    if (container == null) {
      throw new NotFound("No such container: " + ref);
    }
    return container;
  }

  private @Nullable Container ifSeen(String id) {
    Container container = byId.get(id);
    return container == null || !sees(container) ? null : container;
  }

  private @Nullable Container byPrefix(String prefix) {
    if (prefix.isEmpty()) {
      return null;
    }
    Collection<Container> matches =
        byId.values().stream()
            .filter(c -> c.id.startsWith(prefix))
            .filter(this::sees)
            .limit(2)
            .toList();
    if (matches.size() > 1) {
      throw new InvalidRequest("multiple IDs found with provided prefix: " + prefix);
    }
    return matches.isEmpty() ? null : matches.iterator().next();
  }

  /** Takes a name for an id, or fails with Docker's words. */
  void reserve(String name, String id) {
    String owner = idByName.putIfAbsent(name, id);
    if (owner != null && !owner.equals(id)) {
      throw ownership.sees(Kind.CONTAINER, owner)
          ? new Conflict(
              "Conflict. The container name \"/%s\" is already in use by container \"%s\". You have"
                      .formatted(name, owner)
                  + " to remove (or rename) that container to be able to reuse that name.")
          : new Conflict("Conflict. The container name \"/%s\" is already in use".formatted(name));
    }
  }

  boolean tryReserve(String name, String id) {
    return idByName.putIfAbsent(name, id) == null;
  }

  void release(String name, String id) {
    idByName.remove(name, id);
  }

  /** The name is reserved already. */
  void add(Container container) {
    byId.put(container.id, container);
  }

  void remove(Container container) {
    byId.remove(container.id);
    release(container.name, container.id);
  }

  @Override
  public List<ImageUser> usersOf(String imageId) {
    return everywhere()
        .filter(container -> container.imageId.equals(imageId))
        .map(container ->
            new ImageUser(container.id, container.state.alive(), container.binned != null))
        .toList();
  }

  @Override
  public List<String> containersOf(String volume) {
    return byId.values().stream()
        .filter(container -> mounts(container, volume))
        .map(container -> container.id)
        .toList();
  }

  @Override
  public boolean isMissedInBin(String volume) {
    return inBin.values().stream().anyMatch(container -> mounts(container, volume));
  }

  /** Shown or in the bin. */
  Stream<Container> everywhere() {
    return Stream.concat(byId.values().stream(), inBin.values().stream());
  }

  static boolean mounts(Container container, String volume) {
    return container.layout.mounts().stream()
        .map(Layout.Mounted::point)
        .map(MountPoint::name)
        .anyMatch(volume::equals);
  }
}
