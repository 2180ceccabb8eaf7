package io.berth.runtime;

import io.berth.linux.Capabilities;
import io.berth.linux.Fd;
import io.berth.linux.FdInputStream;
import io.berth.linux.FdOutputStream;
import io.berth.snapshot.OverlayMount;
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
  static final List<String> ENV = List.of("PATH=/usr/bin:/bin");

  final String parent = "berth-test-" + UUID.randomUUID().toString().substring(0, 8);
  final LinuxContainerRuntime runtime = new LinuxContainerRuntime(parent);
  final Path directory;
  final Path lower;
  private final List<RunningContainer> containers = new ArrayList<>();
  private int count;

  Box() throws IOException {
    directory = Files.createTempDirectory("berth-box");
    lower = Files.createDirectories(directory.resolve("lower"));
    Path bin = Files.createDirectories(lower.resolve("bin"));
    Files.copy(Path.of("/bin/busybox"), bin.resolve("busybox"));
    for (String applet :
        List.of(
                "sh cat true false sleep ls stty env pwd id hostname ps mount umount touch tty head"
                    + " mkdir ln rm wc grep kill dd tail chmod readlink stat echo test mknod seq nc"
                    + " ip dmesg")
            .getFirst()
            .split(" ")) {
      Files.createSymbolicLink(bin.resolve(applet), Path.of("busybox"));
    }
    Path etc = Files.createDirectories(lower.resolve("etc"));
    Files.writeString(
        etc.resolve("passwd"),
        "root:x:0:0:root:/root:/bin/sh\nalice:x:1000:1001::/home/alice:/bin/sh\n");
    Files.writeString(
        etc.resolve("group"), "root:x:0:\nalice:x:1001:\nwheel:x:10:alice\nplugdev:x:46:\n");
    Files.createDirectories(lower.resolve("tmp"));
    Files.createDirectories(lower.resolve("root"));
  }

  static ProcessSpec process(String... args) {
    return new ProcessSpec(
        List.of(args),
        ENV,
        "/",
        "",
        List.of(),
        Capabilities.DEFAULT,
        false,
        false,
        "default",
        false,
        false,
        false,
        new ProcessSpec.WindowSize(0, 0),
        List.of());
  }

  OverlayMount overlay(Path... lowers) throws IOException {
    Path home = Files.createDirectories(directory.resolve("c" + count++));
    List<Path> all = lowers.length == 0 ? List.of(lower) : Arrays.asList(lowers);
    return new OverlayMount(
        all,
        Files.createDirectory(home.resolve("upper")),
        Files.createDirectory(home.resolve("work")),
        Files.createDirectory(home.resolve("merged")));
  }

  Launchable spec(ProcessSpec process) throws IOException {
    return new Launchable(
        new LaunchSpec(
            id(),
            overlay(),
            List.of(),
            false,
            "box",
            "",
            HostNamespaces.NONE,
            process,
            Resources.UNLIMITED,
            Map.of(),
            false,
            List.of(),
            64 << 20,
            0,
            Files.createDirectories(directory.resolve("streams" + count))));
  }

  /** The folder of this runtime's groups; with version 2 it is the same for every controller. */
  Path group(String controller) {
    return runtime.features().cgroupVersion() == 1
        ? Path.of("/sys/fs/cgroup", controller, parent)
        : Path.of("/sys/fs/cgroup", parent);
  }

  static String id() {
    return (UUID.randomUUID().toString() + UUID.randomUUID()).replace("-", "");
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
    return launch(spec(process(args)).spec());
  }

  /** Runs to the end. */
  Result run(String... args) throws IOException {
    return run(spec(process(args)).spec());
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
