package io.berth.runtime;

import io.berth.snapshot.OverlayMount;
import io.berth.testing.PlainLaunch;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** An engine in a process of its own that starts one container and waits to be killed. */
final class OtherEngine {

  /** How far it goes before it waits. */
  enum Until {
    RUNNING,
    PAUSED,
    EXEC,
    /** The container's first process waits at its gate. */
    PLACED,
    /** The runtime was closed, in order. */
    CLOSED
  }

  final LaunchSpec spec;
  final Placed placed;

  /** The exec, when there is one. */
  final Placed exec;

  private final Process process;

  private OtherEngine(Process process, LaunchSpec spec, Placed placed, Placed exec) {
    this.process = process;
    this.spec = spec;
    this.placed = placed;
    this.exec = exec;
  }

  static OtherEngine launch(Box box, Until until, ProcessSpec first) throws IOException {
    String id = PlainLaunch.id();
    Path home = Files.createDirectory(box.directory.resolve(id));
    for (String name : List.of("upper", "work", "merged", "streams")) {
      Files.createDirectory(home.resolve(name));
    }
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                OtherEngine.class.getName(),
                box.parent,
                box.lower.toString(),
                home.toString(),
                until.name(),
                first.terminal() ? "terminal" : first.openStdin() ? "stdin" : "plain"));
    line.addAll(first.args());
    Process process =
        new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader said = process.inputReader();
    String answer = said.readLine();
    if (answer == null) {
      throw new IllegalStateException("the other engine failed");
    }
    long[] n = Arrays.stream(answer.split(" ")).mapToLong(Long::parseLong).toArray();
    Optional<Placed.Held> held =
        n[2] == 0 ? Optional.empty() : Optional.of(new Placed.Held((int) n[2], n[3]));
    return new OtherEngine(
        process,
        spec(box.lower, home, first),
        new Placed((int) n[0], n[1], held),
        new Placed((int) n[4], n[5], Optional.empty()));
  }

  /** As a crash does. */
  OtherEngine kill() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the other engine does not die");
    }
    return this;
  }

  private static LaunchSpec spec(Path lower, Path home, ProcessSpec first) {
    OverlayMount root =
        new OverlayMount(
            List.of(lower), home.resolve("upper"), home.resolve("work"), home.resolve("merged"));
    return PlainLaunch.spec(
        home.getFileName().toString(), root, List.of(), first, home.resolve("streams"));
  }

  /** Parent group, lower layer, home, how far, kind of streams, command line. */
  public static void main(String[] args) throws Exception {
    String[] command = Arrays.copyOfRange(args, 5, args.length);
    ProcessSpec first =
        switch (args[4]) {
          case "terminal" -> Processes.terminal(command);
          case "stdin" -> Processes.stdin(command);
          default -> PlainLaunch.process(command);
        };
    Until until = Until.valueOf(args[3]);
    LinuxContainerRuntime runtime = new LinuxContainerRuntime(args[0]);
    Placed[] seen = new Placed[1];
    RunningContainer container =
        runtime.launch(
            spec(Path.of(args[1]), Path.of(args[2]), first),
            new Launching() {
              @Override
              public void network(Path netns) {}

              @Override
              public void placed(Placed placed) {
                seen[0] = placed;
                if (until == Until.PLACED) {
                  tell(placed, 0, 0);
                  waitForDeath();
                }
              }
            });
    int execPid = 0;
    long execTicks = 0;
    switch (until) {
      case PAUSED -> container.pause();
      case CLOSED -> runtime.close();
      case EXEC -> {
        ContainerProcess exec = container.exec(PlainLaunch.process("sh", "-c", "sleep 1; exit 9"));
        execPid = exec.pid();
        execTicks = exec.startTicks();
      }
      case RUNNING, PLACED -> {}
    }
    tell(seen[0], execPid, execTicks);
    waitForDeath();
  }

  private static void tell(Placed placed, int execPid, long execTicks) {
    long holder = placed.held().map(held -> (long) held.pid()).orElse(0L);
    long holderTicks = placed.held().map(Placed.Held::startTicks).orElse(0L);
    System.out.printf(
        "%d %d %d %d %d %d%n",
        placed.pid(), placed.startTicks(), holder, holderTicks, execPid, execTicks);
    System.out.flush();
  }

  private static void waitForDeath() {
    try {
      Thread.sleep(Long.MAX_VALUE);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
