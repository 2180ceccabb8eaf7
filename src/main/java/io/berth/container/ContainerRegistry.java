package io.berth.container;

import io.berth.container.ContainerView.MountPoint;
import io.berth.failure.Conflict;
import io.berth.failure.InvalidRequest;
import io.berth.failure.NotFound;
import io.berth.image.ImageUsers;
import io.berth.volume.VolumeUsers;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** All containers, by id and by name. Reads the database once, when it is made. */
@Component
final class ContainerRegistry implements ImageUsers, VolumeUsers {

  private final ContainerStore store;
  private final Map<String, Container> byId = new ConcurrentHashMap<>();
  private final Map<String, String> idByName = new ConcurrentHashMap<>();

  ContainerRegistry(JdbcTemplate jdbc, ContainerRoot root) {
    this.store = new ContainerStore(jdbc, root);
    store
        .load()
        .forEach(container -> {
          byId.put(container.id, container);
          idByName.put(container.name, container.id);
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

  Container find(String ref) {
    String name = Names.withoutSlash(ref);
    Container container = byId.get(ref);
    if (container == null) {
      String id = idByName.get(name);
      container = id == null ? byPrefix(ref) : byId.get(id);
    }
    if (container == null) {
      throw new NotFound("No such container: " + ref);
    }
    return container;
  }

  private @Nullable Container byPrefix(String prefix) {
    if (prefix.isEmpty()) {
      return null;
    }
    Collection<Container> matches =
        byId.values().stream().filter(c -> c.id.startsWith(prefix)).limit(2).toList();
    if (matches.size() > 1) {
      throw new InvalidRequest("multiple IDs found with provided prefix: " + prefix);
    }
    return matches.isEmpty() ? null : matches.iterator().next();
  }

  /** Takes a name for an id, or fails with Docker's words. */
  void reserve(String name, String id) {
    String owner = idByName.putIfAbsent(name, id);
    if (owner != null && !owner.equals(id)) {
      throw new Conflict(
          "Conflict. The container name \"/%s\" is already in use by container \"%s\". You have to"
                  .formatted(name, owner)
              + " remove (or rename) that container to be able to reuse that name.");
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
    return byId.values().stream()
        .filter(container -> container.imageId.equals(imageId))
        .map(container -> new ImageUser(container.id, container.state.alive()))
        .toList();
  }

  @Override
  public List<String> containersOf(String volume) {
    return byId.values().stream()
        .filter(container -> mounts(container, volume))
        .map(container -> container.id)
        .toList();
  }

  private static boolean mounts(Container container, String volume) {
    return container.layout.mounts().stream()
        .map(Layout.Mounted::point)
        .map(MountPoint::name)
        .anyMatch(volume::equals);
  }
}
