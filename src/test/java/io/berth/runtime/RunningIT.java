package io.berth.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.failure.CannotExecute;
import io.berth.failure.Conflict;
import io.berth.testing.PlainLaunch;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunningIT {

  private Box box;

  @BeforeEach
  void open() throws IOException {
    box = new Box();
  }

  @AfterEach
  void close() throws IOException {
    box.close();
  }

  @Test
  void execJoinsEverything() throws IOException {
    RunningContainer container = box.launch("sleep", "60");
    String spaces =
        "for n in mnt uts ipc pid net cgroup; do readlink /proc/self/ns/$n; readlink /proc/1/ns/$n; done";
    Box.Result result = Box.run(container, PlainLaunch.process("sh", "-c", spaces));

    List<String> lines = result.out().lines().toList();
    assertThat(lines).hasSize(12);
    for (int i = 0; i < 12; i += 2) {
      assertThat(lines.get(i)).isEqualTo(lines.get(i + 1));
    }
    assertThat(Box.run(container, PlainLaunch.process("cat", "/proc/self/cgroup")).out())
        .isEqualTo(Box.run(container, PlainLaunch.process("cat", "/proc/1/cgroup")).out());
    assertThat(Box.run(container, PlainLaunch.process("ls", "/proc/self/fd")).out())
        .isEqualTo("0\n1\n2\n3\n");
    assertThat(Box.run(container, PlainLaunch.process("cat", "/proc/self/status")).out())
        .contains("Seccomp:\t2")
        .contains("CapInh:\t0000000000000000");
  }

  @Test
  void execReportsItsOwnEnd() throws IOException {
    RunningContainer container = box.launch("sleep", "60");

    assertThat(Box.run(container, PlainLaunch.process("sh", "-c", "exit 42")).code()).isEqualTo(42);
    assertThat(Box.run(container, Processes.as("alice", "id", "-u")).out()).isEqualTo("1000\n");
    assertThat(Box.run(container, Processes.terminal("stty", "size")).out()).isEqualTo("24 80\r\n");
    assertThatThrownBy(() -> container.exec(PlainLaunch.process("nosuchcmd")))
        .isInstanceOf(CannotExecute.class)
        .hasMessage("exec: \"nosuchcmd\": executable file not found in $PATH");
    assertThatThrownBy(() -> container.exec(Processes.in("/nope", "true")))
        .isInstanceOf(CannotExecute.class);
    assertThat(container.init().exit()).isNotDone();
  }

  @Test
  void execEndsWithTheContainer() throws Exception {
    RunningContainer container = box.launch("sleep", "60");
    ContainerProcess exec = container.exec(PlainLaunch.process("sleep", "60"));
    container.init().signal(9);

    assertThat(exec.exit().get(10, TimeUnit.SECONDS).code()).isEqualTo(137);
    assertThat(container.init().exit().get(10, TimeUnit.SECONDS).code()).isEqualTo(137);
    assertThatThrownBy(() -> container.exec(PlainLaunch.process("true")))
        .isInstanceOf(Conflict.class);
  }

  @Test
  void closingAStreamEndsABlockedRead() throws Exception {
    RunningContainer container = box.launch("sleep", "60");
    InputStream out = Box.stdout(container.init());
    CompletableFuture<Integer> read =
        CompletableFuture.supplyAsync(() -> {
          try {
            return out.read();
          } catch (IOException e) {
            return -2;
          }
        });
    Thread.sleep(100);
    out.close();

    assertThat(read.get(5, TimeUnit.SECONDS)).isEqualTo(-1);
  }

  @Test
  void bulkDataIsWhole() throws Exception {
    RunningContainer container = box.launch(box.spec(Processes.stdin("cat")).spec());
    byte[] data = new byte[8 << 20];
    new java.util.Random(1).nextBytes(data);
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(() -> {
          try (OutputStream in = Box.stdin(container.init())) {
            in.write(data);
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
          container.init().closeStdin();
        });

    assertThat(Box.stdout(container.init()).readAllBytes()).isEqualTo(data);
    writer.get(5, TimeUnit.SECONDS);
  }

  @Test
  void pauseStopsTheClockOfTheProcess() throws Exception {
    RunningContainer container =
        box.launch("sh", "-c", "i=0; while true; do i=$((i+1)); echo $i >/tmp/i; done");
    Path counter = container.root().resolve("tmp/i");
    while (!Files.exists(counter)) {
      Thread.sleep(5);
    }
    container.pause();
    long cpu = container.usage().cpuNanos();
    Thread.sleep(200);
    assertThat(container.usage().cpuNanos()).isEqualTo(cpu);
    assertThatThrownBy(() -> container.exec(PlainLaunch.process("true")))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("is paused");
    container.resume();
    Thread.sleep(200);

    assertThat(container.usage().cpuNanos()).isGreaterThan(cpu);
  }

  @Test
  void aPausedContainerCanBeRemoved() throws IOException {
    RunningContainer container = box.launch("sleep", "60");
    container.pause();
    container.close();

    assertThat(container.init().exit()).isDone();
  }

  @Test
  void theMemoryLimitKills() throws IOException {
    Resources limit = new Resources(32 << 20, 32 << 20, 0, 0, 0, 0, 0, "", "", 0, false);
    Box.Launchable spec =
        box.spec(PlainLaunch.process("sh", "-c", "x=a; while true; do x=$x$x; done"));
    Box.Result result = box.run(spec.with("resources", limit).spec());

    assertThat(result.code()).isEqualTo(137);
    assertThat(result.exit().oomKilled()).isTrue();
  }

  @Test
  void theProcessLimitHolds() throws IOException {
    Resources limit = new Resources(0, 0, 0, 0, 0, 0, 0, "", "", 5, false);
    Box.Launchable spec =
        box.spec(
            PlainLaunch.process("sh", "-c", "for i in 1 2 3 4 5 6 7 8; do sleep 60 & done; true"));
    Box.Result result = box.run(spec.with("resources", limit).spec());

    assertThat(result.err()).contains("Resource temporarily unavailable");
  }

  @Test
  void limitsAndUsageAreSeen() throws IOException {
    Resources limits = new Resources(64 << 20, 0, 0, 500_000_000, 512, 0, 0, "0", "", 50, false);
    RunningContainer container =
        box.launch(box.spec(PlainLaunch.process("sleep", "60")).with("resources", limits).spec());
    ResourceUsage usage = container.usage();

    assertThat(usage.memoryLimitBytes()).isEqualTo(64 << 20);
    assertThat(usage.memoryBytes()).isPositive().isLessThan(64 << 20);
    assertThat(usage.pidsLimit()).isEqualTo(50);
    assertThat(usage.pids()).isEqualTo(1);
    assertThat(container.pids()).containsExactly(container.init().pid());
    container.update(new Resources(128 << 20, 0, 0, 0, 0, 0, 0, "", "", 0, false));
    assertThat(container.usage().memoryLimitBytes()).isEqualTo(128 << 20);
    container.update(new Resources(48 << 20, 0, 0, 0, 0, 0, 0, "", "", 0, false));
    assertThat(container.usage().memoryLimitBytes()).isEqualTo(48 << 20);
  }

  @Test
  void twoContainersDoNotSeeEachOther() throws IOException {
    RunningContainer one = box.launch("sh", "-c", "echo one >/root/file; sleep 60");
    RunningContainer two = box.launch("sleep", "60");

    assertThat(Box.run(two, PlainLaunch.process("ls", "/root")).out()).isEmpty();
    assertThat(Box.run(two, PlainLaunch.process("ps")).out()).doesNotContain("one");
    one.close();
    assertThat(Box.run(two, PlainLaunch.process("true")).code()).isZero();
  }

  @Test
  void sweepingRemovesWhatAnotherEngineLeft() throws Exception {
    RunningContainer mine = box.launch("sleep", "60");
    Process stray = new ProcessBuilder("sleep", "60").start();
    Path group = Files.createDirectories(box.group("freezer").resolve("stray"));
    Files.writeString(group.resolve("cgroup.procs"), Long.toString(stray.pid()));
    box.runtime.sweep(Set.of());

    assertThat(stray.waitFor(5, TimeUnit.SECONDS)).isTrue();
    assertThat(group).doesNotExist();
    assertThat(mine.init().exit()).isNotDone();
  }

  @Test
  void nothingIsLeftBehind() throws Exception {
    cycle();
    Map<String, Long> before = count();
    for (int i = 0; i < 25; i++) {
      cycle();
    }
    // threads and namespaces end shortly after, some that were counted first too
    Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() ->
            assertThat(count())
                .allSatisfy(
                    (what, now) -> assertThat(now).as(what).isLessThanOrEqualTo(before.get(what))));
  }

  /** Four launches, two of them failures, one in the network hook. */
  private void cycle() throws IOException {
    assertThat(box.run("true").code()).isZero();
    try (RunningContainer container =
        box.runtime.launch(box.spec(Processes.terminal("sleep", "60")).spec(), Box.QUIET)) {
      assertThat(Box.run(container, PlainLaunch.process("true")).code()).isZero();
      assertThatThrownBy(() -> container.exec(PlainLaunch.process("nosuch")))
          .isInstanceOf(CannotExecute.class);
      container.init().streams().stdout().close();
      container.init().streams().stdin().orElseThrow().close();
    }
    assertThatThrownBy(() -> box.run("nosuch")).isInstanceOf(CannotExecute.class);
    Launching broken =
        new Launching() {
          @Override
          public void network(Path netns) {
            throw new IllegalStateException("no network");
          }

          @Override
          public void placed(Placed placed) {}
        };
    LaunchSpec spec = box.spec(PlainLaunch.process("true")).spec();
    assertThatThrownBy(() -> box.runtime.launch(spec, broken)).hasMessage("no network");
    assertThat(spec.streams()).isEmptyDirectory();
  }

  /** It may wait for ever when its engine dies, whose sockets must be closed then. */
  @Test
  void whileItWaitsTheFirstProcessHoldsNothingOfTheEngines() throws IOException {
    Launching looking =
        new Launching() {
          @Override
          public void network(Path netns) {
            Path descriptors = netns.resolve("../../fd").normalize();
            Awaitility.await()
                .untilAsserted(() -> {
                  try (var all = Files.list(descriptors)) {
                    // standard streams, the gate, two FIFOs
                    assertThat(all.map(fd -> Integer.parseInt(fd.getFileName().toString())))
                        .allMatch(number -> number < 6);
                  }
                });
          }

          @Override
          public void placed(Placed placed) {}
        };
    try (RunningContainer container =
        box.runtime.launch(box.spec(PlainLaunch.process("true")).spec(), looking)) {
      assertThat(container.init().exit().join().code()).isZero();
      container.init().streams().stdout().close();
      container.init().streams().stderr().orElseThrow().close();
    }
  }

  private Map<String, Long> count() throws IOException {
    Map<String, Long> counts = new TreeMap<>();
    try (var fds = Files.list(Path.of("/proc/self/fd"));
        var mounts = Files.lines(Path.of("/proc/self/mountinfo"));
        var tasks = Files.list(Path.of("/proc/self/task"))) {
      counts.put("fds", fds.count());
      counts.put("mounts", mounts.filter(l -> l.contains("berth-box")).count());
      counts.put(
          "threads",
          tasks.map(t -> read(t.resolve("comm"))).filter(c -> c.startsWith("berth-")).count());
    }
    long groups = 0;
    for (String controller : List.of("memory", "pids", "freezer", "devices", "cpu")) {
      try (var dirs = Files.list(box.group(controller))) {
        groups += dirs.filter(Files::isDirectory).count();
      }
    }
    counts.put("groups", groups);
    counts.put("children", ProcessHandle.current().children().count());
    return counts;
  }

  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}
