package io.berth.runtime;

import io.berth.linux.Fd;
import io.berth.linux.FdInputStream;
import io.berth.linux.FdOutputStream;
import io.berth.snapshot.OverlayMount;
import io.berth.testing.PlainLaunch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A runtime with a parent group of its own and busybox root file systems, gone when closed. */
final class Box implements AutoCloseable {

  static final Launching QUIET =
      new Launching() {
        @Override
        public void network(Path netns) {}

        @Override
        public void placed(Placed placed) {}
      };

  final String parent = "berth-test-" + UUID.randomUUID().toString().substring(0, 8);
  final LinuxContainerRuntime runtime = new LinuxContainerRuntime(parent);
  final Path directory;
  final Path lower;
  private final List<RunningContainer> containers = new ArrayList<>();
  private int count;

  Box() throws IOException {
    directory = Files.createTempDirectory("berth-box");
    lower = Files.createDirectories(directory.resolve("lower"));
    PlainLaunch.busybox(
        lower,
        "sh cat true false sleep ls stty env pwd id hostname ps mount umount touch tty head"
            + " mkdir ln rm wc grep kill dd tail chmod readlink stat echo test mknod seq nc"
            + " ip dmesg");
    Path etc = Files.createDirectories(lower.resolve("etc"));
    Files.writeString(
        etc.resolve("passwd"),
        "root:x:0:0:root:/root:/bin/sh\nalice:x:1000:1001::/home/alice:/bin/sh\n");
    Files.writeString(
        etc.resolve("group"), "root:x:0:\nalice:x:1001:\nwheel:x:10:alice\nplugdev:x:46:\n");
    Files.createDirectories(lower.resolve("tmp"));
    Files.createDirectories(lower.resolve("root"));
  }

  OverlayMount overlay(Path... lowers) throws IOException {
    List<Path> all = lowers.length == 0 ? List.of(lower) : Arrays.asList(lowers);
    return PlainLaunch.overlay(directory.resolve("c" + count++), all);
  }

  Launchable spec(ProcessSpec process) throws IOException {
    OverlayMount root = overlay();
    Path streams = Files.createDirectories(directory.resolve("streams" + count));
    return new Launchable(PlainLaunch.spec(PlainLaunch.id(), root, List.of(), process, streams));
  }

  /** The folder of this runtime's groups; with version 2 it is the same for every controller. */
  Path group(String controller) {
    return runtime.features().cgroupVersion() == 1
        ? Path.of("/sys/fs/cgroup", controller, parent)
        : Path.of("/sys/fs/cgroup", parent);
  }

  /** Takes over what another engine launched; closed with this. */
  RunningContainer adopt(LaunchSpec spec, Placed placed, Optional<Fd> pidfd) {
    RunningContainer container = runtime.adopt(spec, placed, pidfd).orElseThrow();
    containers.add(container);
    return container;
  }

  RunningContainer launch(LaunchSpec spec) {
    RunningContainer container = runtime.launch(spec, QUIET);
    containers.add(container);
    return container;
  }

  RunningContainer launch(String... args) throws IOException {
    return launch(spec(PlainLaunch.process(args)).spec());
  }

  /** Runs to the end. */
  Result run(String... args) throws IOException {
    return run(spec(PlainLaunch.process(args)).spec());
  }

  Result shell(String script) throws IOException {
    return run("sh", "-c", script);
  }

  Result run(LaunchSpec spec) {
    try (RunningContainer container = runtime.launch(spec, QUIET)) {
      return Result.of(container.init());
    }
  }

  static Result run(RunningContainer container, ProcessSpec process) {
    return Result.of(container.exec(process));
  }

  private static FdInputStream reader(Fd fd) {
    return new FdInputStream(fd);
  }

  /** To be called once for each process. */
  static FdInputStream stdout(ContainerProcess process) {
    return reader(process.streams().stdout());
  }

  /** To be called once for each process. */
  static FdOutputStream stdin(ContainerProcess process) {
    return new FdOutputStream(process.streams().stdin().orElseThrow());
  }

  @Override
  public void close() throws IOException {
    containers.forEach(RunningContainer::close);
    runtime.close();
    try (var files = Files.walk(directory)) {
      for (Path p : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(p);
      }
    }
  }

  /** A spec that can be changed in one place. */
  record Launchable(LaunchSpec spec) {
    Launchable with(UnaryOperator<Map<String, Object>> change) {
      try {
        Map<String, Object> values = new java.util.LinkedHashMap<>();
        for (var c : LaunchSpec.class.getRecordComponents()) {
          values.put(c.getName(), c.getAccessor().invoke(spec));
        }
        values = change.apply(values);
        Class<?>[] types =
            Arrays.stream(LaunchSpec.class.getRecordComponents())
                .map(java.lang.reflect.RecordComponent::getType)
                .toArray(Class<?>[]::new);
        return new Launchable(
            LaunchSpec.class.getDeclaredConstructor(types).newInstance(values.values().toArray()));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }

    Launchable with(String name, Object value) {
      return with(values -> {
        if (values.put(name, value) == null) {
          throw new IllegalArgumentException(name);
        }
        return values;
      });
    }
  }

  /** What a process printed and how it ended. */
  record Result(ExitStatus exit, String out, String err) {
    static Result of(ContainerProcess process) {
      CompletableFuture<String> err =
          CompletableFuture.supplyAsync(
              () -> process.streams().stderr().map(Box::reader).map(Result::drain).orElse(""));
      String out = drain(stdout(process));
      try {
        return new Result(process.exit().get(20, TimeUnit.SECONDS), out, err.join());
      } catch (Exception e) {
        throw new IllegalStateException(e);
      } finally {
        process.streams().stdin().ifPresent(Fd::close);
        process.closeStdin();
      }
    }

    private static String drain(java.io.InputStream in) {
      try (in) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    int code() {
      return exit.code();
    }
  }
}
