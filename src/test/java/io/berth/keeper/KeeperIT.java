package io.berth.keeper;

import static io.berth.keeper.KeeperRoom.awaitLog;
import static io.berth.keeper.KeeperRoom.launch;
import static io.berth.keeper.KeeperRoom.log;
import static io.berth.keeper.KeeperRoom.only;
import static io.berth.keeper.KeeperRoom.process;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.failure.Conflict;
import io.berth.failure.InvalidRequest;
import io.berth.failure.Unavailable;
import io.berth.failure.Unsupported;
import io.berth.keeper.wire.Message;
import io.berth.keeper.wire.RecordCodec;
import io.berth.linux.Fd;
import io.berth.linux.FdInputStream;
import io.berth.linux.FdOutputStream;
import io.berth.linux.UnixSocket;
import io.berth.runtime.ExitStatus;
import io.berth.runtime.MountSpec;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A keeper as a process of its own, on the real kernel; it and its services come and go. */
@Timeout(120)
class KeeperIT {

  private static final String COUNT =
      "i=0; while [ $i -lt %d ]; do echo $i; i=$((i+1)); sleep %s; done; exit %d";

  private KeeperRoom room;

  @BeforeEach
  void open() throws Exception {
    Awaitility.setDefaultTimeout(java.time.Duration.ofSeconds(30));
    room = new KeeperRoom();
  }

  @AfterEach
  void close() throws Exception {
    room.close();
    assertThat(room.groups()).isEmpty();
    Awaitility.reset();
  }

  private static String numbers(int count) {
    return IntStream.range(0, count).mapToObj(i -> i + "\n").collect(Collectors.joining());
  }

  private static ExitStatus exit(CompletableFuture<ExitStatus> future) throws Exception {
    return future.get(30, TimeUnit.SECONDS);
  }

  private static BufferedReader reader(Fd fd) {
    return new BufferedReader(new InputStreamReader(new FdInputStream(fd), StandardCharsets.UTF_8));
  }

  private static void write(FdOutputStream out, String text) throws Exception {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  // one keeper, services that come and go

  @Test
  void anotherServiceFindsTheRunAsItIs() throws Exception {
    RemoteKeeper first = room.connect();
    Job job = room.job("echo up; sleep 100");
    KeptRun launched = launch(first, job);
    awaitLog(job, "up");
    launched.pause();
    first.close();

    RemoteKeeper second = room.connect();
    KeptRun found = only(second);
    assertThat(found.id()).isEqualTo(job.spec().id());
    assertThat(found.pid()).isEqualTo(launched.pid());
    assertThat(found.startedAt()).isEqualTo(launched.startedAt());
    assertThat(found.memo()).isEqualTo(job.memo());
    assertThat(found.isPaused()).isTrue();
    assertThat(found.exit()).isNotDone();
    assertThat(found.pids()).contains(found.pid());
    found.resume();
    found.signal(9);
    assertThat(exit(found.drained())).matches(status -> status.signal() == 9 && status.known());
  }

  @Test
  void outputAndEndAreKeptWhileNobodyIsConnected() throws Exception {
    RemoteKeeper first = room.connect();
    Job job = room.job(COUNT.formatted(20, "0.05", 7));
    Instant before = Instant.now();
    launch(first, job);
    first.close();
    awaitLog(job, "19");
    Thread.sleep(1500);
    Instant after = Instant.now().minusMillis(500);

    KeptRun found = only(room.connect());
    ExitStatus status = exit(found.drained());
    assertThat(status.code()).isEqualTo(7);
    assertThat(status.known()).isTrue();
    assertThat(status.at()).isBetween(before.plusMillis(900), after);
    assertThat(log(job)).isEqualTo(numbers(20));
    found.release();
    assertThat(room.place.run(job.spec().id())).doesNotExist();
  }

  @Test
  void repeatedRequestsAreHarmless() throws Exception {
    room.connect();
    Job job = room.job("sleep 100");
    String id = job.spec().id();
    try (Link link = room.link();
        Link other = room.link()) {
      var first = (Message.Started) link.ask(c -> new Message.Launch(c, job, false)).message();
      var again = (Message.Started) other.ask(c -> new Message.Launch(c, job, false)).message();
      assertThat(again.run().pid()).isEqualTo(first.run().pid());
      assertThat(again.run().startedAt()).isEqualTo(first.run().startedAt());

      var spec = process(false, false, true, "sleep 100");
      var exec =
          (Message.ExecStarted)
              link.ask(c -> new Message.StartExec(c, id, "e1", spec, "m")).message();
      var same =
          (Message.ExecStarted)
              other.ask(c -> new Message.StartExec(c, id, "e1", spec, "m")).message();
      assertThat(same.exec()).isEqualTo(exec.exec());

      link.ask(c -> new Message.Signal(c, id, "", 9));
      Awaitility.await()
          .until(() ->
              ((Message.Runs) link.ask(Message.ListRuns::new).message())
                  .runs()
                  .getFirst()
                  .drained());
      assertThatThrownBy(() -> link.ask(c -> new Message.Launch(c, job, false)))
          .isInstanceOf(Conflict.class);
      for (int i = 0; i < 3; i++) {
        assertThat(link.ask(c -> new Message.Release(c, id)).message())
            .isInstanceOf(Message.Done.class);
        link.ask(c -> new Message.ClosePorts(c, id));
      }
      assertThat(((Message.Runs) link.ask(Message.ListRuns::new).message()).runs()).isEmpty();
    }
  }

  @Test
  void aLaunchWhoseServiceDiesIsTakenBack() throws Exception {
    room.connect();
    Job job = room.job(process(false, false, false, "sleep 100"), true, List.of());
    try (Link link = room.link()) {
      Link.Call call = link.call(c -> new Message.Launch(c, job, false));
      assertThat(call.await().message()).isInstanceOf(Message.Placed.class);
    }
    Awaitility.await()
        .untilAsserted(() -> {
          assertThat(room.groups()).isEmpty();
          assertThat(room.place.run(job.spec().id())).doesNotExist();
        });
    RemoteKeeper next = room.connect();
    assertThat(next.runs()).isEmpty();
    assertThat(launch(next, job).pid()).isPositive();
  }

  @Test
  void aNetworkThatCannotBeMadeTakesTheLaunchBack() throws Exception {
    RemoteKeeper service = room.connect();
    Job job = room.job(process(false, false, false, "echo up; sleep 100"), true, List.of());
    assertThatThrownBy(() ->
            service.launch(
                job,
                false,
                _ -> {
                  throw new Unavailable("no addresses are left");
                }))
        .hasMessage("no addresses are left");
    assertThat(room.groups()).isEmpty();
    launch(service, job);
    awaitLog(job, "up");
  }

  @Test
  void aDetachedExecOutlivesItsService() throws Exception {
    RemoteKeeper first = room.connect();
    KeptRun run = launch(first, room.job("sleep 100"));
    run.exec("quiet", process(false, false, true, "sleep 2; exit 4"), "m1");
    KeptExec loud = run.exec("loud", process(false, false, false, "sleep 2; exit 5"), "m2");
    int pid = loud.pid();
    first.close();

    KeptRun found = only(room.connect());
    assertThat(found.execs()).extracting(KeptExec::memo).containsExactlyInAnyOrder("m1", "m2");
    for (KeptExec exec : found.execs()) {
      assertThat(exec.hasTerminal()).isFalse();
      boolean isLoud = exec.id().equals("loud");
      assertThat(exec.pid() == pid).isEqualTo(isLoud);
      ExitStatus status = exit(exec.exit());
      assertThat(status.code()).isEqualTo(isLoud ? 5 : 4);
      assertThat(status.known()).isTrue();
    }
  }

  @Test
  void anExecWhoseServiceDiesIsNotHeldUp() throws Exception {
    RemoteKeeper first = room.connect();
    KeptRun run = launch(first, room.job("sleep 100"));
    String flood = "i=0; while [ $i -lt 40000 ]; do echo line $i; i=$((i+1)); done";
    int pid = run.exec("flood", process(false, false, false, flood), "").pid();
    Thread.sleep(500);
    assertThat(ProcessHandle.of(pid)).isPresent(); // its pipe is full
    first.close();
    Awaitility.await().until(() -> ProcessHandle.of(pid).isEmpty());
  }

  @Test
  void filesOfAnyNameAreMounted() throws Exception {
    Path source = Files.createDirectories(room.root.resolve("\u00fcber \u4e16"));
    Files.writeString(source.resolve("f"), "inside\n");
    Job job =
        room.job(
            process(false, false, false, "cat /m/f; sleep 100"),
            false,
            List.of(new MountSpec.Bind(source, "/m", true, "rprivate")));
    launch(room.connect(), job);
    awaitLog(job, "inside");
  }

  // keepers that come and go

  @Test
  void aContainerOutlivesItsKeeper() throws Exception {
    RemoteKeeper service = room.connect();
    Job job = room.job(COUNT.formatted(60, "0.1", 5));
    KeptRun run = launch(service, job);
    awaitLog(job, "3\n");
    int pid = run.pid();
    int keeper = room.keeperPid();
    room.killKeeper();
    KeptExec exec = run.exec("after", process(false, false, false, "echo hello; exit 3"), "");
    try (BufferedReader out = reader(exec.streams().stdout().orElseThrow())) {
      assertThat(out.readLine()).isEqualTo("hello");
    }
    assertThat(exit(exec.exit()).code()).isEqualTo(3);
    assertThat(room.keeperPid()).isNotEqualTo(keeper);
    room.killKeeper(); // and that of the one that has adopted it
    assertThat(run.pids()).contains(pid);
    assertThat(run.usage().memoryBytes()).isPositive();

    ExitStatus status = exit(run.drained());
    assertThat(status.known()).isTrue();
    assertThat(status.code()).isEqualTo(5);
    assertThat(log(job)).isEqualTo(numbers(60));
  }

  @Test
  void aTerminalOutlivesItsKeeper() throws Exception {
    RemoteKeeper service = room.connect();
    Job job =
        room.job(
            process(true, true, false, "while read l; do echo got $l; stty size; done"),
            false,
            List.of());
    KeptRun run = launch(service, job);
    try (FdOutputStream typed = new FdOutputStream(run.stdin().orElseThrow())) {
      write(typed, "one\n");
      awaitLog(job, "got one");
      room.killKeeper();
      write(typed, "two\n"); // while there is none
      awaitLog(job, "got two");
      run.resize(new io.berth.runtime.ProcessSpec.WindowSize(33, 44));
      try (FdOutputStream fresh = new FdOutputStream(run.stdin().orElseThrow())) {
        write(fresh, "three\n");
      }
      awaitLog(job, "33 44");
      assertThat(log(job).replace("\r", "")).contains("got one\n", "got two\n", "got three\n");
      write(typed, "\u0004");
    }
    assertThat(exit(run.exit())).matches(status -> status.known() && status.code() == 0);
  }

  @Test
  void stdinOutlivesItsKeeper() throws Exception {
    RemoteKeeper service = room.connect();
    Job job = room.job(process(false, true, false, "cat; echo end; exit 6"), false, List.of());
    KeptRun run = launch(service, job);
    try (FdOutputStream stdin = new FdOutputStream(run.stdin().orElseThrow())) {
      write(stdin, "one\n");
      awaitLog(job, "one");
      room.killKeeper();
      write(stdin, "two\n");
    }
    awaitLog(job, "two");
    assertThat(run.exit()).isNotDone();
    run.closeStdin();
    assertThat(exit(run.drained()).code()).isEqualTo(6);
    assertThat(log(job)).isEqualTo("one\ntwo\nend\n");
  }

  @Test
  void tapsEndWithTheirKeeperAndAreOpenedAgain() throws Exception {
    RemoteKeeper service = room.connect();
    Job job = room.job(COUNT.formatted(100, "0.1", 0));
    KeptRun run = service.launch(job, true, _ -> {});
    KeptRun.Tap first = run.firstTap().orElseThrow();
    assertThat(run.firstTap()).isEmpty();
    first.stderr().ifPresent(Fd::close);
    try (BufferedReader out = reader(first.stdout())) {
      assertThat(out.readLine()).isEqualTo("0");
      room.killKeeper();
      while (out.readLine() != null) {
        // what the dead keeper had given
      }
    }
    KeptRun.Tap next = run.tap();
    assertThat(next.keeper()).isNotSameAs(first.keeper());
    next.stderr().ifPresent(Fd::close);
    try (BufferedReader out = reader(next.stdout())) {
      int number = Integer.parseInt(out.readLine());
      assertThat(out.readLine()).isEqualTo(Integer.toString(number + 1));
    }
  }

  @Test
  void theStreamsOfAnExecOutliveTheKeeper() throws Exception {
    RemoteKeeper service = room.connect();
    KeptRun run = launch(service, room.job("sleep 100"));
    KeptExec exec =
        run.exec(
            "talk", process(false, true, false, "while read l; do echo got $l; done; exit 8"), "");
    KeptExec.Streams streams = exec.streams();
    streams.stderr().ifPresent(Fd::close);
    try (BufferedReader out = reader(streams.stdout().orElseThrow())) {
      try (FdOutputStream in = new FdOutputStream(streams.stdin().orElseThrow())) {
        write(in, "one\n");
        assertThat(out.readLine()).isEqualTo("got one");
        room.killKeeper();
        write(in, "two\n");
        assertThat(out.readLine()).isEqualTo("got two");
        assertThat(run.execs()).extracting(KeptExec::id).containsExactly("talk");
      }
      exec.closeStdin();
      assertThat(exit(exec.exit())).matches(status -> status.known() && status.code() == 8);
      assertThat(out.readLine()).isNull();
    }
  }

  /** Nobody watched, so the kernel may not tell any more: then it is unknown, never invented. */
  @Test
  void whatEndsWhileNobodyWatchesIsToldTrulyOrAsUnknown() throws Exception {
    RemoteKeeper service = room.connect();
    launch(service, room.job("sleep 0.7; exit 9"));
    service.close();
    room.killKeeper();
    Thread.sleep(1500);
    ExitStatus status = exit(only(room.connect()).drained());
    assertThat(status.code()).isEqualTo(status.known() ? 9 : 255);
  }

  @Test
  void theServiceKeepsHoldOfWhatEndsWhileThereIsNoKeeper() throws Exception {
    RemoteKeeper service = room.connectSlowly();
    Job job = room.job("sleep 0.7; echo last; exit 9");
    KeptRun run = launch(service, job);
    room.killKeeper();
    ExitStatus status = exit(run.drained());
    assertThat(status.code()).isEqualTo(status.known() ? 9 : 255);
    assertThat(log(job)).isEqualTo("last\n");
  }

  @Test
  void sigtermEndsTheKeeperAlone() throws Exception {
    RemoteKeeper service = room.connect();
    Job job = room.job(COUNT.formatted(40, "0.1", 0));
    KeptRun run = launch(service, job);
    awaitLog(job, "2\n");
    ProcessHandle keeper = ProcessHandle.of(room.keeperPid()).orElseThrow();
    keeper.destroy();
    Awaitility.await().until(() -> !keeper.isAlive());
    assertThat(exit(run.drained()).code()).isZero();
    assertThat(log(job)).isEqualTo(numbers(40));
  }

  // the door

  @Test
  void theKeeperNeedsOurClassesAndJnaOnly() throws Exception {
    room.connect();
    Path process = Path.of("/proc/" + room.keeperPid());
    List<String> line = List.of(Files.readString(process.resolve("cmdline")).split("\0"));
    assertThat(line).contains("io.berth.keeper.KeeperMain");
    assertThat(line.get(line.indexOf("-cp") + 1).split(":"))
        .hasSize(2)
        .anyMatch(entry -> entry.matches(".*/jna-[0-9.]+\\.jar"));
    assertThat(Files.readSymbolicLink(process.resolve("cwd"))).isEqualTo(Path.of("/"));
  }

  @Test
  void servicesThatAreTooOldAreRefused() {
    room.connect();
    try (Link link = room.link()) {
      assertThatThrownBy(() -> link.ask(c -> new Message.Hello(c, Message.OLDEST - 1)))
          .isInstanceOf(Unsupported.class)
          .hasMessageContaining("version 0 is too old");
      assertThat(link.ask(c -> new Message.Hello(c, Message.VERSION + 7)).message())
          .isInstanceOf(Message.Welcome.class);
    }
  }

  private record Frobnicate(long call, String what) {}

  private static byte[] framed(byte[] body) {
    return ByteBuffer.allocate(5 + body.length).putInt(body.length).put((byte) 0).put(body).array();
  }

  @Test
  void requestsOfANewerServiceAreAnsweredUnsupported() {
    room.connect();
    try (UnixSocket socket = UnixSocket.connect(room.place.socket())) {
      byte[] bytes = framed(RecordCodec.write(new Frobnicate(77, "x")));
      socket.send(bytes, 0, bytes.length, List.of());
      byte[] answer = new byte[4096];
      int n = socket.receive(answer, 0, answer.length, Fd::close);
      Message.Failed failed =
          RecordCodec.read(java.util.Arrays.copyOfRange(answer, 5, n), Message.Failed.class);
      assertThat(failed.call()).isEqualTo(77);
      assertThat(failed.kind()).isEqualTo("Unsupported");
      assertThat(failed.message()).contains("Frobnicate");
    }
  }

  @Test
  void rubbishEndsItsConnectionOnly() throws Exception {
    KeptRun run = launch(room.connect(), room.job("sleep 100"));
    int keeper = room.keeperPid();
    Random random = new Random(4);
    for (int i = 0; i < 200; i++) {
      byte[] rubbish = new byte[random.nextInt(6, 300)];
      random.nextBytes(rubbish);
      if (i % 2 == 0) {
        rubbish = framed(rubbish);
      }
      assertEnds(rubbish);
    }
    ByteBuffer lists = ByteBuffer.allocate(16 << 20).put((byte) 6).putInt(0).putInt(1).putInt(0);
    for (int i = 0; i < 28; i++) {
      lists.put((byte) 5).putInt(lists.remaining() - 4);
    }
    assertEnds(framed(lists.array()));
    assertThat(room.keeperPid()).isEqualTo(keeper);
    assertThat(run.pids()).contains(run.pid());
  }

  private void assertEnds(byte[] bytes) {
    try (UnixSocket socket = UnixSocket.connect(room.place.socket())) {
      socket.send(bytes, 0, bytes.length, List.of());
      if (ByteBuffer.wrap(bytes).getInt() == bytes.length - 5) {
        assertThat(socket.receive(new byte[10], 0, 10, Fd::close)).isZero();
      }
    } catch (io.berth.failure.KernelRefused e) {
      assertThat(e.call()).isEqualTo("sendmsg"); // it has hung up already
    }
  }

  @Test
  void otherUsersAreRefused() throws Exception {
    room.connect();
    String connect =
        "use IO::Socket::UNIX; my $s = IO::Socket::UNIX->new(Peer => $ARGV[0]) or exit 3;"
            + " print $s->sysread(my $b, 1) ? 'bytes' : 'end';";
    String[] nobody = {"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"};
    String[] mighty = {"--inh-caps=+dac_override", "--ambient-caps=+dac_override"};
    assertThat(run(connect, nobody, new String[0])).isEqualTo("3:");
    assertThat(run(connect, nobody, mighty)).isEqualTo("0:end");
  }

  private String run(String script, String[] nobody, String[] more) throws Exception {
    List<String> command = new java.util.ArrayList<>(List.of(nobody));
    command.addAll(List.of(more));
    command.addAll(List.of("perl", "-e", script, room.place.socket().toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() + ":" + out;
  }

  @Test
  void thereIsOneKeeperAPlace() throws Exception {
    room.connect();
    int keeper = room.keeperPid();
    assertThatThrownBy(() -> KeeperProcess.start(room.root))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("keeper.log");
    assertThat(Files.readString(room.root.resolve("keeper.log")))
        .contains("another keeper has " + room.place.directory());
    assertThat(room.keeperPid()).isEqualTo(keeper);
  }

  @Test
  void aKeeperWithNothingToKeepEnds() throws Exception {
    RemoteKeeper service = room.connect();
    ProcessHandle keeper = ProcessHandle.of(room.keeperPid()).orElseThrow();
    KeptRun run = launch(service, room.job("true"));
    exit(run.drained());
    service.close();
    Thread.sleep(1500);
    assertThat(keeper.isAlive()).isTrue(); // it keeps how the run has ended

    RemoteKeeper next = room.connect();
    only(next).release();
    next.close();
    Awaitility.await().until(() -> !keeper.isAlive());
    room.awaitNoKeeper();
    assertThat(room.groups()).isEmpty();
  }

  @Test
  void onlyAFolderOfTheKeepersOwnIsUsedForStreams() throws Exception {
    RemoteKeeper service = room.connect();
    Job job = room.job("true");
    KeeperPlace elsewhere = new KeeperPlace(room.root, "x", "y");
    Job other =
        new Job(
            new io.berth.runtime.LaunchSpec(
                job.spec().id(),
                job.spec().overlay(),
                List.of(),
                false,
                "",
                "",
                job.spec().namespaces(),
                job.spec().process(),
                job.spec().resources(),
                java.util.Map.of(),
                false,
                List.of(),
                0,
                0,
                elsewhere.run(job.spec().id())),
            false,
            job.log(),
            "");
    assertThatThrownBy(() -> launch(service, other)).isInstanceOf(InvalidRequest.class);
    assertThat(service.runs()).isEmpty();
  }
}
