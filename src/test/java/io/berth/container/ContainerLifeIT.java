package io.berth.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.container.ContainerView.Status;
import io.berth.container.Containers.ListQuery;
import io.berth.container.Containers.WaitCondition;
import io.berth.failure.CannotExecute;
import io.berth.failure.Conflict;
import io.berth.failure.InvalidRequest;
import io.berth.failure.NotFound;
import io.berth.failure.NotModified;
import io.berth.failure.Unavailable;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The life of containers, on the real kernel. */
class ContainerLifeIT {

  static ContainerRoom room;

  @BeforeAll
  static void open() throws Exception {
    room = new ContainerRoom();
  }

  @AfterAll
  static void close() throws Exception {
    room.close();
  }

  @Test
  void outputExitCodeAndEventsOfOneRun() throws Exception {
    String id = room.sh("echo out; echo err >&2; exit 3");
    assertThat(room.run(id)).isEqualTo(3);
    assertThat(room.log(id)).contains("out\n").contains("err\n");
    var state = room.containers.inspect(id, false).state();
    assertThat(state.status()).isEqualTo(Status.EXITED);
    assertThat(state.exitCode()).isEqualTo(3);
    assertThat(state.pid()).isZero();
    Awaitility.await().until(() -> room.actions(id).contains("disconnect"));
    assertThat(room.actions(id)).containsExactly("create", "connect", "start", "die", "disconnect");
  }

  @Test
  void anAttachedClientSeesEverythingAndMayType() throws Exception {
    String id =
        room.create(
            null, "{'Cmd':['sh','-c','cat; echo end'],'OpenStdin':true,'StdinOnce':true}", "{}");
    var seen =
        room.attached(id, new ByteArrayInputStream("hello\n".getBytes(StandardCharsets.UTF_8)));
    assertThat(room.run(id)).isZero();
    assertThat(seen.get(5, TimeUnit.SECONDS)).isEqualTo("hello\nend\n");
  }

  @Test
  void manyBytesArriveWholeBeforeTheEnd() throws Exception {
    String id = room.sh("dd if=/dev/zero bs=65536 count=160 2>/dev/null");
    var seen = room.attached(id, null);
    assertThat(room.run(id)).isZero();
    assertThat(seen.get(5, TimeUnit.SECONDS)).hasSize(160 * 65536);
  }

  @Test
  void aTerminalHasTheSizeThatWasAskedFor() throws Exception {
    String id =
        room.create(
            null,
            "{'Cmd':['stty','size'],'Tty':true,'OpenStdin':true}",
            "{'ConsoleSize':[33,111]}");
    var seen = room.attached(id, null);
    assertThat(room.run(id)).isZero();
    assertThat(seen.get(5, TimeUnit.SECONDS)).isEqualTo("33 111\r\n");
  }

  @Test
  void detachKeysLeaveTheContainerRunning() throws Exception {
    String id = room.create(null, "{'Cmd':['cat'],'Tty':true,'OpenStdin':true}", "{}");
    var seen = room.attached(id, new ByteArrayInputStream(new byte[] {'a', '\r', 16, 17}));
    room.containers.start(id);
    seen.get(5, TimeUnit.SECONDS);
    assertThat(room.containers.inspect(id, false).state().status()).isEqualTo(Status.RUNNING);
    assertThat(room.actions(id)).contains("detach");
    room.containers.kill(id, null);
    assertThat(room.exit(id)).isEqualTo(137);
  }

  @Test
  void aMissingCommandIs127AndLeavesTheContainerCreated() throws Exception {
    String id = room.create(null, "{'Cmd':['nosuch']}", "{}");
    var exit = room.containers.waitFor(id, WaitCondition.NEXT_EXIT);
    var seen = room.attached(id, null);
    assertThatThrownBy(() -> room.containers.start(id))
        .isInstanceOf(CannotExecute.class)
        .hasMessageContaining("exec: \"nosuch\": executable file not found in $PATH");
    assertThat(exit.get(1, TimeUnit.SECONDS).statusCode()).isEqualTo(127);
    assertThat(seen.get(1, TimeUnit.SECONDS)).isEmpty();
    var state = room.containers.inspect(id, false).state();
    assertThat(state.status()).isEqualTo(Status.CREATED);
    assertThat(state.exitCode()).isEqualTo(127);
    assertThat(state.error()).contains("nosuch");
    String file = room.create(null, "{'Cmd':['/bin/notexec']}", "{}");
    assertThatThrownBy(() -> room.containers.start(file)).hasMessageContaining("permission denied");
    assertThat(room.exit(file)).isEqualTo(126);
  }

  @Test
  void stopSignalsWaitsAndKills() throws Exception {
    String polite = room.sh("trap 'exit 7' TERM; echo up; while :; do sleep 0.05; done");
    room.containers.start(polite);
    Awaitility.await().until(() -> room.log(polite).contains("up"));
    room.containers.stop(polite, 5, null);
    assertThat(room.exit(polite)).isEqualTo(7);
    assertThatThrownBy(() -> room.containers.stop(polite, 5, null)).isInstanceOf(NotModified.class);

    String deaf = room.sh("trap '' TERM; echo up; while :; do sleep 0.05; done");
    room.containers.start(deaf);
    Awaitility.await().until(() -> room.log(deaf).contains("up"));
    room.containers.stop(deaf, 0, null);
    assertThat(room.exit(deaf)).isEqualTo(137);
    assertThat(room.actions(deaf)).contains("kill", "stop", "die");
  }

  @Test
  void startTwiceKillAndSignals() throws Exception {
    String id = room.sh("trap 'echo usr; exit 4' USR1; echo up; while :; do sleep 0.05; done");
    room.containers.start(id);
    assertThatThrownBy(() -> room.containers.start(id)).isInstanceOf(NotModified.class);
    Awaitility.await().until(() -> room.log(id).contains("up"));
    assertThatThrownBy(() -> room.containers.kill(id, "NOPE"))
        .isInstanceOf(InvalidRequest.class)
        .hasMessage("Invalid signal: NOPE");
    room.containers.kill(id, "USR1");
    assertThat(room.exit(id)).isEqualTo(4);
    assertThatThrownBy(() -> room.containers.kill(id, null))
        .isInstanceOf(Conflict.class)
        .hasMessage("Cannot kill container: " + id + ": Container " + id + " is not running");
  }

  @Test
  void pauseFreezesAndKillStillWorks() throws Exception {
    String id = room.create("frozen", ContainerRoom.shell("while :; do sleep 0.05; done"), "{}");
    room.containers.start(id);
    room.containers.pause(id);
    assertThat(room.containers.inspect(id, false).state().status()).isEqualTo(Status.PAUSED);
    assertThatThrownBy(() -> room.containers.pause(id))
        .hasMessage("Container " + id + " is already paused");
    assertThatThrownBy(() -> room.execs.create(id, exec("true")))
        .hasMessage("Container frozen is paused, unpause the container before exec");
    room.containers.unpause(id);
    assertThatThrownBy(() -> room.containers.unpause(id))
        .isInstanceOf(Unavailable.class)
        .hasMessage("Container " + id + " is not paused");
    room.containers.pause(id);
    room.containers.kill(id, null);
    assertThat(room.exit(id)).isEqualTo(137);
  }

  private static Execs.ExecRequest exec(String... cmd) {
    return new Execs.ExecRequest(
        true,
        true,
        true,
        false,
        null,
        java.util.List.of(),
        java.util.List.of(cmd),
        false,
        "",
        "",
        null);
  }

  @Test
  void removeRefusesARunningContainerUnlessForced() throws Exception {
    String id = room.create("busy", ContainerRoom.shell("sleep 100"), "{}");
    room.containers.start(id);
    assertThatThrownBy(() -> room.containers.remove("busy", false, false))
        .isInstanceOf(Conflict.class)
        .hasMessage(
            "You cannot remove a running container "
                + id
                + ". Stop the container before attempting removal or force remove");
    var folder = room.containers.inspect(id, false).directory();
    var removed = room.containers.waitFor(id, WaitCondition.REMOVED);
    room.containers.remove("busy", true, false);
    assertThat(removed.get(1, TimeUnit.SECONDS).statusCode()).isEqualTo(137);
    assertThat(folder).doesNotExist();
    assertThatThrownBy(() -> room.containers.inspect("busy", false))
        .isInstanceOf(NotFound.class)
        .hasMessage("No such container: busy");
    assertThat(room.actions(id)).endsWith("destroy");
  }

  @Test
  void autoRemoveRemovesAfterTheEndAndAfterAFailedStart() throws Exception {
    String id = room.create(null, "{'Cmd':['false']}", "{'AutoRemove':true}");
    var removed = room.containers.waitFor(id, WaitCondition.REMOVED);
    room.containers.start(id);
    assertThat(removed.get(5, TimeUnit.SECONDS).statusCode()).isEqualTo(1);
    assertThatThrownBy(() -> room.containers.inspect(id, false)).isInstanceOf(NotFound.class);
    assertThat(room.actions(id))
        .containsExactly("create", "connect", "start", "die", "disconnect", "destroy");

    String missing = room.create(null, "{'Cmd':['nosuch']}", "{'AutoRemove':true}");
    var gone = room.containers.waitFor(missing, WaitCondition.REMOVED);
    assertThatThrownBy(() -> room.containers.start(missing)).isInstanceOf(CannotExecute.class);
    assertThat(gone.get(1, TimeUnit.SECONDS).statusCode()).isEqualTo(127);
  }

  @Test
  void restartPolicyTriesAsOftenAsItMay() throws Exception {
    String id =
        room.create(
            null,
            "{'Cmd':['sh','-c','echo try; exit 5']}",
            "{'RestartPolicy':{'Name':'on-failure','MaximumRetryCount':2}}");
    room.containers.start(id);
    assertThat(room.exit(id)).isEqualTo(5);
    assertThat(room.containers.inspect(id, false).restartCount()).isEqualTo(2);
    assertThat(room.log(id)).isEqualTo("try\ntry\ntry\n");
  }

  @Test
  void stopEndsARestartLoop() throws Exception {
    String id = room.create(null, "{'Cmd':['false']}", "{'RestartPolicy':{'Name':'always'}}");
    room.containers.start(id);
    Awaitility.await().until(() -> room.containers.inspect(id, false).restartCount() > 1);
    room.containers.stop(id, 1, null);
    assertThat(room.containers.inspect(id, false).state().status()).isEqualTo(Status.EXITED);
    int count = room.containers.inspect(id, false).restartCount();
    Thread.sleep(1000);
    assertThat(room.containers.inspect(id, false).restartCount()).isEqualTo(count);
  }

  @Test
  void execRunsInsideAndReportsItsEnd() throws Exception {
    String id = room.create("ex", ContainerRoom.shell("sleep 100"), "{}");
    room.containers.start(id);
    String exec =
        room.execs.create(
            "ex",
            new Execs.ExecRequest(
                true,
                true,
                true,
                false,
                null,
                java.util.List.of("X=y"),
                java.util.List.of("sh", "-c", "cat; id -u; pwd; echo $X $FROM; exit 6"),
                false,
                "app",
                "/tmp",
                null));
    assertThat(room.execs.inspect(exec).running()).isFalse();
    var seen =
        ContainerRoom.seen(
            room.execs.start(exec, false, 0, 0),
            new ByteArrayInputStream("hello\n".getBytes(StandardCharsets.UTF_8)));
    assertThat(seen.get(5, TimeUnit.SECONDS)).isEqualTo("hello\n1000\n/tmp\ny image\n");
    assertThat(room.execs.inspect(exec).exitCode()).isEqualTo(6);
    assertThatThrownBy(() -> room.execs.start(exec, false, 0, 0)).isInstanceOf(Conflict.class);

    String missing = room.execs.create("ex", exec("nosuch"));
    assertThat(
            ContainerRoom.seen(room.execs.start(missing, false, 0, 0), null)
                .get(5, TimeUnit.SECONDS))
        .isEqualTo(
            "OCI runtime exec failed: exec failed: unable to start container process: exec:"
                + " \"nosuch\": executable file not found in $PATH: unknown\r\n");
    assertThat(room.execs.inspect(missing).exitCode()).isEqualTo(127);
    room.containers.kill(id, null);
    assertThatThrownBy(() -> room.execs.create("ex", exec("true")))
        .hasMessage("Container " + id + " is not running");
    room.containers.remove(id, true, true);
  }

  @Test
  void changesAreThoseOfTheContainerOnly() throws Exception {
    String id =
        room.sh("touch /tmp/new; rm /etc/motd; echo x >>/etc/group; rm -r /data; mkdir /data");
    room.run(id);
    assertThat(room.containers.changes(id))
        .extracting(change -> change.kind() + " " + change.path())
        .containsExactly(
            "0 /data",
            "2 /data/sub",
            "0 /etc",
            "0 /etc/group",
            "2 /etc/motd",
            "0 /tmp",
            "1 /tmp/new");
  }

  @Test
  void volumesKeepAndAreSeededFromTheImage() throws Exception {
    String id =
        room.create(
            null,
            "{'Cmd':['sh','-c','cat /data/sub/seed; stat -c %u /data/sub/seed; echo more >/data/more'],'Volumes':{'/anon':{}}}",
            "{'Binds':['kept:/data']}");
    assertThat(room.run(id)).isZero();
    assertThat(room.log(id)).isEqualTo("seed\n1000\n");
    assertThat(Files.readString(room.volumes.inspect("kept").mountpoint().resolve("more")))
        .isEqualTo("more\n");
    String anonymous =
        room.containers.inspect(id, false).mounts().stream()
            .filter(mount -> mount.destination().equals("/anon"))
            .findFirst()
            .orElseThrow()
            .name();
    assertThatThrownBy(() -> room.volumes.remove("kept", false))
        .isInstanceOf(Conflict.class)
        .hasMessage("remove kept: volume is in use - [" + id + "]");
    room.containers.remove(id, false, true);
    assertThatThrownBy(() -> room.volumes.inspect(anonymous))
        .hasMessage("get " + anonymous + ": no such volume");
    room.volumes.remove("kept", false);
    assertThat(room.root.resolve("volumes/kept")).doesNotExist();
  }

  @Test
  void theRootFileSystemAndNamesAreTheContainersOwn() throws Exception {
    String id =
        room.create(
            "named",
            "{'Hostname':'myhost','Cmd':['sh','-c','hostname; cat /etc/hostname; cat /etc/hosts; touch /x']}",
            "{'ReadonlyRootfs':true,'ExtraHosts':['h:1.2.3.4'],'Tmpfs':{'/run':''}}");
    assertThat(room.run(id)).isEqualTo(1);
    assertThat(room.log(id)).startsWith("myhost\nmyhost\n").contains("1.2.3.4\th\n");
    assertThatThrownBy(() -> room.create("named", "{'Cmd':['true']}", "{}"))
        .hasMessage(
            "Conflict. The container name \"/named\" is already in use by container \""
                + id
                + "\". You have to remove (or rename) that container to be able to reuse that name.");
    room.containers.rename("named", "renamed");
    assertThat(room.containers.inspect("/renamed", false).id()).isEqualTo(id);
    assertThat(room.containers.inspect(id.substring(0, 12), false).name()).isEqualTo("renamed");
  }

  @Test
  void listsAndFilters() throws Exception {
    String id = room.create("lister", "{'Cmd':['true'],'Labels':{'team':'blue'}}", "{}");
    assertThat(names(Map.of("label", Set.of("team=blue")))).containsExactly("lister");
    assertThat(names(Map.of("label", Set.of("team=red")))).isEmpty();
    assertThat(names(Map.of("name", Set.of("^/?list")))).containsExactly("lister");
    assertThat(names(Map.of("id", Set.of(id.substring(0, 10))))).containsExactly("lister");
    assertThat(names(Map.of("name", Set.of("lister"), "status", Set.of("created"))))
        .containsExactly("lister");
    assertThat(names(Map.of("ancestor", Set.of(ContainerRoom.IMAGE)))).contains("lister");
    assertThatThrownBy(() -> names(Map.of("nope", Set.of("x"))))
        .isInstanceOf(InvalidRequest.class)
        .hasMessage("Invalid filter 'nope'");
    assertThat(room.containers.list(new ListQuery(false, 1, true, Map.of()))).hasSize(1);
  }

  private static java.util.List<String> names(Map<String, Set<String>> filters) {
    return room.containers.list(new ListQuery(true, 0, false, filters)).stream()
        .map(ContainerView::name)
        .toList();
  }

  @Test
  void topAndStatsShowWhatRuns() throws Exception {
    String id = room.sh("sleep 100");
    room.containers.start(id);
    var table = room.containers.top(id, "");
    assertThat(table.titles()).startsWith("UID", "PID", "PPID").endsWith("CMD");
    assertThat(table.processes()).anySatisfy(row -> assertThat(row.get(7)).contains("sleep 100"));
    assertThat(room.containers.top(id, "-o pid,comm").titles()).containsExactly("PID", "COMMAND");
    assertThat(room.containers.stats(id).usage().pids()).isPositive();
    assertThat(room.containers.update(id, ContainerRoom.host("{\"PidsLimit\":50}"))).isEmpty();
    assertThat(room.containers.stats(id).usage().pidsLimit()).isEqualTo(50);
    room.containers.remove(id, true, true);
  }

  @Test
  void twoHundredRunsFailuresAmongThemLeaveNothing() throws Exception {
    runAndRemove("true");
    long mounts = lines("/proc/self/mountinfo");
    long descriptors = entries("/proc/self/fd");
    long folders = entries(room.root.resolve("containers").toString());
    long begin = System.nanoTime();
    for (int i = 0; i < 200; i++) {
      runAndRemove(i % 10 == 0 ? "nosuch" : "true");
    }
    System.out.printf(
        "create, start, wait, remove: %.1f ms%n", (System.nanoTime() - begin) / 200e6);
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(entries("/proc/self/fd")).isLessThanOrEqualTo(descriptors + 2));
    assertThat(lines("/proc/self/mountinfo")).isEqualTo(mounts);
    assertThat(entries(room.root.resolve("containers").toString())).isEqualTo(folders);
  }

  private static void runAndRemove(String command) throws Exception {
    String id = room.create(null, "{'Cmd':['" + command + "']}", "{}");
    var exit = room.containers.waitFor(id, WaitCondition.NEXT_EXIT);
    if (command.equals("true")) {
      room.containers.start(id);
      assertThat(exit.get(10, TimeUnit.SECONDS).statusCode()).isZero();
    } else {
      assertThatThrownBy(() -> room.containers.start(id)).isInstanceOf(CannotExecute.class);
    }
    room.containers.remove(id, false, true);
  }

  private static long lines(String file) throws Exception {
    return Files.readAllLines(java.nio.file.Path.of(file)).size();
  }

  private static long entries(String directory) throws Exception {
    try (var entries = Files.list(java.nio.file.Path.of(directory))) {
      return entries.count();
    }
  }
}
