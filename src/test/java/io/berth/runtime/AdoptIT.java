package io.berth.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.failure.Conflict;
import io.berth.failure.NotFound;
import io.berth.linux.Fd;
import io.berth.linux.Pidfd;
import io.berth.linux.ProcessStat;
import io.berth.runtime.OtherEngine.Until;
import io.berth.testing.PlainLaunch;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Containers of an engine that was killed, in the hands of the next one. */
class AdoptIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final List<OtherEngine> others = new ArrayList<>();
  private Box box;

  @BeforeEach
  void open() throws IOException {
    box = new Box();
  }

  @AfterEach
  void close() throws Exception {
    for (OtherEngine other : others) {
      other.kill();
    }
    box.runtime.sweep(Set.of());
    box.close();
    assertThat(holders()).isEmpty();
  }

  @Test
  void outputStatusAndExecsGoOn() throws Exception {
    ProcessSpec shell =
        PlainLaunch.process(
            "sh",
            "-c",
            "echo early; while ! test -e /go; do sleep 0.05; done;"
                + " seq 1 20000; echo late >&2; exit 7");
    OtherEngine other = launch(Until.RUNNING, shell).kill();
    RunningContainer container = box.adopt(other.spec, other.placed, Optional.empty());

    assertThat(container.init().pid()).isEqualTo(other.placed.pid());
    assertThat(container.init().startTicks()).isEqualTo(other.placed.startTicks());
    assertThat(container.pids()).contains(other.placed.pid());
    assertThat(container.usage().memoryBytes()).isPositive();
    assertThatThrownBy(() -> box.runtime.adopt(other.spec, other.placed, Optional.empty()))
        .isInstanceOf(Conflict.class);
    assertThat(
            Box.run(container, PlainLaunch.process("sh", "-c", "echo $$; cat /proc/1/comm")).out())
        .endsWith("\nsh\n");
    assertThat(Box.run(container, PlainLaunch.process("touch", "/go")).code()).isZero();

    Box.Result result = Box.Result.of(container.init());
    StringBuilder expected = new StringBuilder("early\n");
    for (int i = 1; i <= 20000; i++) {
      expected.append(i).append('\n');
    }
    assertThat(result.out()).isEqualTo(expected.toString());
    assertThat(result.err()).isEqualTo("late\n");
    assertEnd(result.exit(), 7);
    container.close();
    assertNothingLeft(other);
  }

  @Test
  void deathBySignalIsSeen() throws Exception {
    OtherEngine other = launch(Until.RUNNING, PlainLaunch.process("sleep", "60")).kill();
    RunningContainer container = box.adopt(other.spec, other.placed, Optional.empty());
    try (Fd pidfd = container.init().pidfd()) {
      assertThat(Pidfd.exitOf(pidfd)).isEmpty();
      container.init().signal(9);
      ExitStatus exit = exit(container.init());

      assertEnd(exit, 137);
      assertThat(exit.signal()).isEqualTo(exit.known() ? 9 : 0);
      assertThatThrownBy(() -> container.exec(PlainLaunch.process("true")))
          .isInstanceOf(Conflict.class);
      assertThatThrownBy(() -> container.init().pidfd()).isInstanceOf(NotFound.class);
    }
  }

  @Test
  void whoeverKeepsAPidfdKnowsTheEndOfWhatIsGone() throws Exception {
    OtherEngine other = launch(Until.RUNNING, PlainLaunch.process("sh", "-c", "sleep 1; exit 7"));
    try (Fd kept = Pidfd.open(other.placed.pid(), other.placed.startTicks()).orElseThrow().fd()) {
      other.kill();
      gone(other.placed.pid());
      Optional<Pidfd.Exit> told = Pidfd.exitOf(kept);
      RunningContainer container =
          box.adopt(other.spec, other.placed, Optional.of(kept.duplicate()));

      assertThat(told.isPresent()).isEqualTo(pidfdsTell());
      assertThat(container.init().exit()).isDone();
      assertThat(exit(container.init()).known()).isEqualTo(told.isPresent());
      assertEnd(exit(container.init()), 7);
      container.close();
      assertNothingLeft(other);
    }
  }

  @Test
  void nobodyKnowsTheEndOfWhatIsGone() throws Exception {
    OtherEngine other =
        launch(Until.RUNNING, Processes.terminal("sh", "-c", "sleep 1; exit 7")).kill();
    gone(other.placed.pid());
    RunningContainer container = box.adopt(other.spec, other.placed, Optional.empty());

    ExitStatus exit = container.init().exit().getNow(null);
    assertThat(exit.known()).isFalse();
    assertThat(exit.code()).isEqualTo(255);
    assertThat(exit.at()).isNotNull();
    container.close();
    assertNothingLeft(other);
  }

  @Test
  void aTerminalGoesOn() throws Exception {
    ProcessSpec shell =
        Processes.terminal(
            "sh", "-c", "trap 'echo hangup' HUP; read a; echo got $a; read b; exit 3");
    OtherEngine other = launch(Until.RUNNING, shell).kill();
    Thread.sleep(200); // a hang-up would come now
    assertHolds(other);
    RunningContainer container = box.adopt(other.spec, other.placed, Optional.empty());
    container.init().resize(new ProcessSpec.WindowSize(11, 22));
    assertThat(container.init().streams().terminal()).isTrue();
    try (OutputStream in = Box.stdin(container.init());
        InputStream out = Box.stdout(container.init())) {
      in.write("one\n".getBytes(StandardCharsets.UTF_8));
      String expected = "one\r\ngot one\r\n";
      assertThat(new String(out.readNBytes(expected.length()), StandardCharsets.UTF_8))
          .isEqualTo(expected);
      in.write("two\n".getBytes(StandardCharsets.UTF_8));
      assertEnd(exit(container.init()), 3);
    }
    container.close();
    assertNothingLeft(other);
  }

  @Test
  void openStdinGoesOnAndEnds() throws Exception {
    OtherEngine other = launch(Until.RUNNING, Processes.stdin("sh", "-c", "cat; exit 4")).kill();
    RunningContainer container = box.adopt(other.spec, other.placed, Optional.empty());
    try (OutputStream in = Box.stdin(container.init())) {
      in.write("typed later".getBytes(StandardCharsets.UTF_8));
    }
    Thread.sleep(100);
    assertThat(container.init().exit()).isNotDone();
    container.init().closeStdin();

    assertThat(Box.Result.of(container.init()).out()).isEqualTo("typed later");
    assertEnd(exit(container.init()), 4);
    assertThat(holders()).isEmpty();
  }

  @Test
  void withoutAHolderATerminalIsAtItsEnd() throws Exception {
    OtherEngine other = launch(Until.RUNNING, Processes.terminal("sh", "-c", "trap '' HUP; cat"));
    Placed.Held held = other.placed.held().orElseThrow();
    try (Pidfd holder = Pidfd.open(held.pid(), held.startTicks()).orElseThrow()) {
      holder.signal(9);
    }
    other.kill();
    gone(held.pid());
    RunningContainer container = box.adopt(other.spec, other.placed, Optional.empty());

    assertThat(container.init().streams().stdin()).isEmpty();
    assertThat(Box.stdout(container.init()).read()).isEqualTo(-1);
  }

  @Test
  void aPauseSurvives() throws Exception {
    ProcessSpec shell =
        PlainLaunch.process("sh", "-c", "while ! test -e /go; do sleep 0.05; done; exit 7");
    OtherEngine other = launch(Until.PAUSED, shell).kill();
    RunningContainer container = box.adopt(other.spec, other.placed, Optional.empty());

    assertThatThrownBy(() -> container.exec(PlainLaunch.process("true")))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("is paused");
    container.resume();
    assertThat(Box.run(container, PlainLaunch.process("touch", "/go")).code()).isZero();
    assertEnd(exit(container.init()), 7);
  }

  @Test
  void anExecGoesOn() throws Exception {
    OtherEngine other = launch(Until.EXEC, PlainLaunch.process("sleep", "60")).kill();
    RunningContainer container = box.adopt(other.spec, other.placed, Optional.empty());
    ContainerProcess exec = container.adoptExec(other.exec.pid(), other.exec.startTicks());

    assertThat(exec.startTicks()).isEqualTo(other.exec.startTicks());
    assertThat(Box.stdout(exec).read()).isEqualTo(-1);
    assertEnd(exit(exec), 9);
    gone(other.exec.pid());
    assertThatThrownBy(() -> container.adoptExec(other.exec.pid(), other.exec.startTicks()))
        .isInstanceOf(NotFound.class);
    assertThat(container.init().exit()).isNotDone();
  }

  @Test
  void whatWaitedAtItsGateIsUndone() throws Exception {
    for (ProcessSpec process : List.of(PlainLaunch.process("true"), Processes.terminal("true"))) {
      OtherEngine other = launch(Until.PLACED, process).kill();
      assertThat(ProcessStat.of(other.placed.pid()).orElseThrow().neverExecuted()).isTrue();

      assertThat(box.runtime.adopt(other.spec, other.placed, Optional.empty())).isEmpty();
      assertNothingLeft(other);
    }
  }

  @Test
  void closingTheRuntimeLeavesContainersAlone() throws Exception {
    OtherEngine other = launch(Until.CLOSED, Processes.stdin("sh", "-c", "exit 5$(cat)"));
    other.kill();
    RunningContainer container = box.adopt(other.spec, other.placed, Optional.empty());
    try (OutputStream in = Box.stdin(container.init())) {
      in.write('6');
    }
    container.init().closeStdin();

    assertEnd(exit(container.init()), 56);
  }

  @Test
  void sweepingEndsWhatIsHeldForNobody() throws Exception {
    OtherEngine kept = launch(Until.RUNNING, Processes.stdin("cat")).kill();
    OtherEngine mine = launch(Until.RUNNING, Processes.terminal("cat")).kill();
    OtherEngine lost = launch(Until.RUNNING, Processes.stdin("cat")).kill();
    OtherEngine unborn = launch(Until.PLACED, Processes.stdin("cat")).kill();
    leaveGroups(unborn.placed.pid());
    RunningContainer container = box.adopt(mine.spec, mine.placed, Optional.empty());
    box.runtime.sweep(Set.of(kept.spec.id()));

    assertThat(container.init().exit()).isNotDone();
    assertThat(holders())
        .containsExactlyInAnyOrder(
            kept.placed.held().orElseThrow().pid(), mine.placed.held().orElseThrow().pid());
    assertThat(box.adopt(kept.spec, kept.placed, Optional.empty()).init().exit()).isNotDone();
    gone(lost.placed.pid());
    gone(unborn.placed.pid());
  }

  @Test
  void anExecMayDiscardItsOutput() throws Exception {
    RunningContainer container = box.launch("sleep", "60");
    ContainerProcess exec =
        container.exec(
            PlainLaunch.process(
                false,
                false,
                true,
                "sh",
                "-c",
                "echo lost; readlink /proc/self/fd/2 >/tmp/err; exit 3"));

    assertThat(Box.stdout(exec).read()).isEqualTo(-1);
    assertThat(exec.streams().stderr()).isEmpty();
    assertThat(exit(exec).code()).isEqualTo(3);
    assertThat(Box.run(container, PlainLaunch.process("cat", "/tmp/err")).out())
        .isEqualTo("/dev/null\n");
  }

  /** As a child is before its engine has placed it. */
  private void leaveGroups(int pid) throws IOException {
    for (String controller : box.runtime.features().cgroupControllers()) {
      Path hierarchy = Objects.requireNonNull(box.group(controller).getParent());
      Files.writeString(hierarchy.resolve("cgroup.procs"), Integer.toString(pid));
    }
  }

  private OtherEngine launch(Until until, ProcessSpec first) throws IOException {
    OtherEngine other = OtherEngine.launch(box, until, first);
    others.add(other);
    return other;
  }

  private static ExitStatus exit(ContainerProcess process) throws Exception {
    return process.exit().get(30, TimeUnit.SECONDS);
  }

  /** Where the kernel does not tell, a status may be unknown, never another one. */
  private static void assertEnd(ExitStatus exit, int code) {
    if (exit.known() || pidfdsTell()) {
      assertThat(exit.known()).isTrue();
      assertThat(exit.code()).isEqualTo(code);
    } else {
      assertThat(exit.code()).isEqualTo(255);
    }
  }

  /** From 6.15 on. */
  private static boolean pidfdsTell() {
    String[] version = System.getProperty("os.version").split("[^0-9]");
    int major = Integer.parseInt(version[0]);
    return major > 6 || major == 6 && Integer.parseInt(version[1]) >= 15;
  }

  private void gone(int pid) {
    Awaitility.await().atMost(PATIENCE).until(() -> !Files.exists(Path.of("/proc/" + pid)));
  }

  private void assertNothingLeft(OtherEngine other) throws IOException {
    for (String controller : List.of("memory", "pids", "freezer", "devices", "cpu")) {
      assertThat(box.group(controller).resolve(other.spec.id())).doesNotExist();
    }
    assertThat(other.spec.streams()).isEmptyDirectory();
    assertThat(holders()).isEmpty();
    gone(other.placed.pid());
    other.placed.held().ifPresent(held -> gone(held.pid()));
  }

  /** A holder has the one descriptor, its own session, and says whose it is. */
  private void assertHolds(OtherEngine other) throws IOException {
    int pid = other.placed.held().orElseThrow().pid();
    Path process = Path.of("/proc/" + pid);
    try (var descriptors = Files.list(process.resolve("fd"))) {
      assertThat(descriptors.map(fd -> fd.getFileName().toString()))
          .containsExactlyInAnyOrder("0", "1", "2", "3");
    }
    for (String standard : List.of("0", "1", "2")) {
      assertThat(Files.readSymbolicLink(process.resolve("fd").resolve(standard)))
          .isEqualTo(Path.of("/dev/null"));
    }
    assertThat(read(process.resolve("environ")))
        .isEqualTo("BERTH_HOLDS=" + box.parent + "/" + other.spec.id() + "\0");
    assertThat(read(process.resolve("stat"))).contains(" " + pid + " " + pid + " 0 ");
  }

  /** Holders of this box that live. */
  private List<Integer> holders() throws IOException {
    try (var processes = Files.list(Path.of("/proc"))) {
      return processes
          .filter(p -> p.getFileName().toString().matches("[0-9]+"))
          .filter(p -> read(p.resolve("environ")).startsWith("BERTH_HOLDS=" + box.parent + "/"))
          .map(p -> Integer.valueOf(p.getFileName().toString()))
          .toList();
    }
  }

  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }
}
