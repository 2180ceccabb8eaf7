package io.berth.keeper;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.failure.KernelRefused;
import io.berth.keeper.wire.Channel;
import io.berth.keeper.wire.Message;
import io.berth.linux.UnixSocket;
import io.berth.log.ContainerLog;
import io.berth.log.FileLogs;
import io.berth.runtime.LaunchSpec;
import io.berth.runtime.MountSpec;
import io.berth.runtime.ProcessSpec;
import io.berth.snapshot.OverlayMount;
import io.berth.snapshot.Trees;
import io.berth.testing.PlainLaunch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;

/** A place for keepers that are real processes, with a busybox root. Closing it leaves nothing. */
final class KeeperRoom implements AutoCloseable {

  final Path root;
  final KeeperPlace place;
  private final List<RemoteKeeper> services = new ArrayList<>();
  private int made;

  KeeperRoom() throws IOException {
    root = Files.createTempDirectory("berth-keeper-it");
    place = KeeperPlace.of(root);
    PlainLaunch.busybox(root.resolve("layer"), "sh cat true sleep ls stty echo read kill");
    Path etc = Files.createDirectories(root.resolve("layer/etc"));
    Files.writeString(etc.resolve("passwd"), "root:x:0:0:root:/root:/bin/sh\n");
  }

  /** A service's side, which starts a keeper when there is none. */
  RemoteKeeper connect() {
    RemoteKeeper service = RemoteKeeper.open(place, () -> KeeperProcess.start(root));
    services.add(service);
    return service;
  }

  /** One that lets some time pass before it starts a keeper. */
  RemoteKeeper connectSlowly() {
    RemoteKeeper service =
        RemoteKeeper.open(
            place,
            () -> {
              try {
                Thread.sleep(1500);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              KeeperProcess.start(root);
            });
    services.add(service);
    return service;
  }

  /** A connection as it is on the wire. */
  Link link() {
    Link link = new Link(new Channel(UnixSocket.connect(place.socket())), _ -> {}, _ -> {});
    link.start();
    return link;
  }

  int keeperPid() {
    try (Link link = link()) {
      var welcome = (Message.Welcome) link.ask(call -> new Message.Hello(call, 1)).message();
      return welcome.pid();
    }
  }

  /** With SIGKILL; returns when it is gone. */
  void killKeeper() {
    ProcessHandle keeper = ProcessHandle.of(keeperPid()).orElseThrow();
    keeper.destroyForcibly();
    Awaitility.await().until(() -> !keeper.isAlive());
  }

  static ProcessSpec process(boolean terminal, boolean openStdin, boolean discard, String script) {
    return PlainLaunch.process(terminal, openStdin, discard, "sh", "-c", script);
  }

  Job job(String script) throws IOException {
    return job(process(false, false, false, script), false, List.of());
  }

  Job job(ProcessSpec process, boolean network, List<MountSpec> mounts) throws IOException {
    String id = PlainLaunch.id();
    Path home = root.resolve("c" + made++);
    OverlayMount overlay = PlainLaunch.overlay(home, List.of(root.resolve("layer")));
    LaunchSpec spec = PlainLaunch.spec(id, overlay, mounts, process, place.run(id));
    return new Job(
        spec,
        network,
        Optional.of(new Job.LogPlace(home.resolve("log"), 20 << 20, 5)),
        "memo of " + id);
  }

  static KeptRun launch(Keeper keeper, Job job) {
    return keeper.launch(job, false, _ -> {});
  }

  /** The only run that a keeper tells of. */
  static KeptRun only(Keeper keeper) {
    return keeper.runs().getFirst();
  }

  static String log(Job job) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try (FileLogs logs = new FileLogs();
        ContainerLog log = logs.open(job.log().orElseThrow().directory());
        var reader = log.read(new ContainerLog.Query(true, true, -1, null, null, false))) {
      for (var line = reader.next(); line != null; line = reader.next()) {
        text.write(line.bytes());
      }
    }
    return text.toString(StandardCharsets.UTF_8);
  }

  static void awaitLog(Job job, String part) {
    Awaitility.await().until(() -> log(job).contains(part));
  }

  /** The control groups that are left of this engine's containers. */
  Set<Path> groups() throws IOException {
    Set<Path> groups = new java.util.HashSet<>();
    for (Path base : List.of(Path.of("/sys/fs/cgroup"), Path.of("/sys/fs/cgroup/pids"))) {
      Path parent = base.resolve(place.cgroupParent());
      if (Files.isDirectory(parent)) {
        try (var entries = Files.newDirectoryStream(parent, Files::isDirectory)) {
          entries.forEach(groups::add);
        }
      }
    }
    return groups;
  }

  void awaitNoKeeper() {
    Awaitility.await().untilAsserted(() -> assertThat(place.directory()).doesNotExist());
  }

  @Override
  public void close() throws IOException {
    services.forEach(RemoteKeeper::close);
    try {
      if (Files.exists(place.socket())) {
        try (RemoteKeeper last = connect()) {
          last.runs().forEach(KeptRun::release);
        }
      }
      awaitNoKeeper();
    } catch (KernelRefused e) {
      awaitNoKeeper();
    } finally {
      Trees.delete(root);
    }
  }
}
