package io.berth.container;

import io.berth.failure.BerthException;
import io.berth.failure.Conflict;
import io.berth.failure.NotFound;
import io.berth.files.RootFiles;
import io.berth.files.Unpacking;
import io.berth.linux.Directory;
import io.berth.linux.FileTree;
import io.berth.linux.Open;
import io.berth.linux.RootPath;
import io.berth.volume.Volumes;
import io.berth.volume.Volumes.Volume;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads and replaces the folders of volumes, with an eye on the containers that use them. */
final class VolumeArchiveService implements VolumeArchives {

  private static final Logger LOG = LoggerFactory.getLogger(VolumeArchiveService.class);

  /** Beside the volume's own folder; what a crash left there goes with the next one. */
  private static final String NEW = "_restored";

  private final ContainerRegistry registry;
  private final Volumes volumes;
  private final HostPolicy policy;
  private final ContainerControl control;

  VolumeArchiveService(
      ContainerRegistry registry, Volumes volumes, HostPolicy policy, ContainerControl control) {
    this.registry = registry;
    this.volumes = volumes;
    this.policy = policy;
    this.control = control;
  }

  @Override
  public void save(String name, boolean pause, OutputStream out) throws IOException {
    Volume volume = volumes.inspect(name);
    policy.requireMayMount(name);
    List<Container> paused = pause ? pauseUsers(name) : List.of();
    try (RootFiles files = new RootFiles(RootPath.of(volume.mountpoint()))) {
      files.pack("/.", out);
    } finally {
      paused.forEach(this::resume);
    }
  }

  private List<Container> pauseUsers(String name) {
    List<Container> paused = new ArrayList<>();
    try {
      for (Container container : users(name)) {
        if (container.state instanceof ContainerState.Running) {
          control.pause(container);
          paused.add(container);
        }
      }
      return paused;
    } catch (RuntimeException e) {
      paused.forEach(this::resume);
      throw e;
    }
  }

  private void resume(Container container) {
    try {
      control.unpause(container);
    } catch (BerthException e) {
      LOG.info("container {} was not resumed: {}", container.id, e.getMessage());
    }
  }

  private List<Container> users(String name) {
    return registry
        .everywhere()
        .filter(container -> ContainerRegistry.mounts(container, name))
        .toList();
  }

  @Override
  public void restore(String name, InputStream archive, boolean replace) throws IOException {
    boolean made = requireOrMake(name);
    try {
      policy.requireMayMount(name);
      restore(volumes.inspect(name).mountpoint(), users(name), archive, replace, name);
    } catch (IOException | RuntimeException e) {
      if (made) {
        volumes.remove(name, true);
      }
      throw e;
    }
  }

  private boolean requireOrMake(String name) {
    try {
      volumes.inspect(name);
      return false;
    } catch (NotFound e) {
      volumes.create(name, "", Map.of(), Map.of());
      return true;
    }
  }

  private static void restore(
      Path mountpoint, List<Container> users, InputStream archive, boolean replace, String name)
      throws IOException {
    List<FileWrites.Writer> held = new ArrayList<>();
    try {
      users.forEach(container -> held.add(container.writes.begin(container)));
      requireStill(users, name);
      Path folder = Objects.requireNonNull(mountpoint.getParent());
      try (Directory in = new Directory(RootPath.openHost(folder, Open.PATH | Open.DIRECTORY))) {
        requireRoom(in, mountpoint, replace, name);
        FileTree.delete(in, NEW);
        try {
          in.makeDirectory(NEW, 0755);
          try (RootFiles files = new RootFiles(RootPath.of(folder.resolve(NEW)))) {
            files.unpack("/", archive, Unpacking.PLAIN.withTop());
          }
          in.exchange(NEW, mountpoint.getFileName().toString());
        } finally {
          FileTree.delete(in, NEW);
        }
      }
    } finally {
      held.forEach(FileWrites.Writer::close);
    }
  }

  private static void requireStill(List<Container> users, String name) {
    String running =
        users.stream()
            .filter(container -> container.run != null)
            .map(container -> container.name)
            .collect(Collectors.joining(", "));
    if (!running.isEmpty()) {
      throw new Conflict(
          "volume %s is in use by what runs: stop %s first".formatted(name, running));
    }
  }

  private static void requireRoom(Directory in, Path mountpoint, boolean replace, String name) {
    try (Directory data = in.directory(mountpoint.getFileName().toString())) {
      if (!replace && !FileTree.names(data).isEmpty()) {
        throw new Conflict(
            "volume %s is not empty: restore into a new one, or say that what is in it may be replaced"
                .formatted(name));
      }
    }
  }
}
