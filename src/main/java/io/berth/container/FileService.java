package io.berth.container;

import io.berth.failure.Conflict;
import io.berth.failure.Forbidden;
import io.berth.failure.InvalidRequest;
import io.berth.failure.KernelRefused;
import io.berth.failure.Unavailable;
import io.berth.files.RootFiles;
import io.berth.files.Unpacking;
import io.berth.keeper.KeptRun;
import io.berth.linux.Errno;
import io.berth.linux.Pidfd;
import io.berth.linux.RootPath;
import io.berth.runtime.FileOwner;
import io.berth.runtime.FileView;
import io.berth.runtime.MountSpec;
import io.berth.snapshot.OverlayMount;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Opens containers' files: a running one's own root, or a stopped one's layers. */
final class FileService implements ContainerFiles {

  private final ContainerRegistry registry;
  private final RootMounts mounts;
  private final HostPolicy policy;
  private final Announcer announcer;

  FileService(
      ContainerRegistry registry, RootMounts mounts, HostPolicy policy, Announcer announcer) {
    this.registry = registry;
    this.mounts = mounts;
    this.policy = policy;
    this.announcer = announcer;
  }

  @Override
  public Opened open(String ref) {
    Container container = usable(ref);
    RootFiles files = new RootFiles(with(container, sources(container), FileView::open));
    return new OpenFiles(container, new FileWords(ref), files, announcer);
  }

  @Override
  public void unpack(String ref, String path, InputStream archive, UnpackRules rules)
      throws IOException {
    change(
        ref,
        path,
        (container, root, files) -> files.unpack(path, archive, unpacking(container, root, rules)));
  }

  @Override
  public void export(String ref, OutputStream out) throws IOException {
    Container container = usable(ref);
    try (RootFiles files = new RootFiles(with(container, List.of(), FileView::open))) {
      files.packAll(out);
    }
    announcer.container(container, "export");
  }

  private Container usable(String ref) {
    Container container = registry.find(ref);
    policy.requireMayUse(container);
    return container;
  }

  private interface FileChange {
    void apply(Container container, RootPath root, RootFiles files) throws IOException;
  }

  /** Changes something below a directory of the container. */
  private void change(String ref, String path, FileChange change) throws IOException {
    Container container = usable(ref);
    FileWords words = new FileWords(ref);
    try (FileWrites.Writer _ = container.writes.begin(container)) {
      with(
          container,
          sources(container),
          view ->
              view.change(root -> {
                try {
                  RootFiles files = new RootFiles(root);
                  requireWritable(container, files, path);
                  change.apply(container, root, files);
                  return container;
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              }));
      announcer.container(container, "extract-to-dir");
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (KernelRefused e) {
      throw words.of(path, e);
    }
  }

  private static void requireWritable(Container container, RootFiles files, String path) {
    if (!files.stat(path.endsWith("/") ? path : path + "/").isDirectory()) {
      throw new InvalidRequest("extraction point is not a directory");
    }
    Path place = Path.of(files.followed(path));
    boolean inMount =
        container.layout.mounts().stream()
            .map(Layout.Mounted::point)
            .filter(point -> place.startsWith(point.destination()))
            .max(Comparator.comparingInt(point -> point.destination().length()))
            .map(point -> {
              if (!point.readWrite()) {
                throw new Forbidden("mounted volume is marked read-only");
              }
              return true;
            })
            .orElse(false);
    if (!inMount && container.hostConfig.readonlyRootfs()) {
      throw new Forbidden("container rootfs is marked read-only");
    }
  }

  private static Unpacking unpacking(Container container, RootPath root, UnpackRules rules) {
    String user = container.config.user();
    if (!rules.asUser() || user.isEmpty()) {
      return new Unpacking(rules.keepKinds(), -1, -1);
    }
    FileOwner owner = FileOwner.of(root, user);
    return new Unpacking(rules.keepKinds(), owner.uid(), owner.gid());
  }

  private <T> T with(Container container, List<MountSpec> sources, Function<FileView, T> use) {
    OverlayMount overlay = mounts.overlay(container);
    return running(container, overlay, sources, use)
        .orElseGet(() ->
            use.apply(FileView.ofStopped(overlay, sources, container.hostConfig.readonlyRootfs())));
  }

  private List<MountSpec> sources(Container container) {
    try {
      return mounts.existing(container);
    } catch (IOException e) {
      throw new Unavailable("mounts of container " + container.id + ": " + e.getMessage(), e);
    }
  }

  /** Empty when it does not run, or ends before it could be looked at. */
  private static <T> Optional<T> running(
      Container container,
      OverlayMount overlay,
      List<MountSpec> sources,
      Function<FileView, T> use) {
    Run run = container.run;
    if (run == null) {
      return Optional.empty();
    }
    KeptRun kept = run.kept();
    try (Pidfd pidfd = Pidfd.open(kept.pid())) {
      // the number may be another process's by now: the container's control group tells
      return kept.pids().contains(kept.pid())
          ? Optional.of(use.apply(FileView.ofRunning(pidfd, overlay, sources)))
          : Optional.empty();
    } catch (KernelRefused e) {
      if (e.errno() == Errno.ESRCH) {
        return Optional.empty();
      }
      throw e;
    } catch (Conflict e) {
      return Optional.empty();
    }
  }
}
