package io.berth.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.container.ContainerView.Status;
import io.berth.failure.NotFound;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What containers are like after the engine ended and came back. */
class EngineRestartIT {

  private ContainerRoom room;

  @BeforeEach
  void open() throws Exception {
    room = new ContainerRoom();
  }

  @AfterEach
  void close() throws Exception {
    room.close();
  }

  @Test
  void anOrderlyEndStopsContainersWhenToldTo() throws Exception {
    room.stop();
    room.stopContainers = true;
    room.start();
    String polite =
        room.create(
            "polite",
            ContainerRoom.shell("trap 'exit 9' TERM; echo up; while :; do sleep 0.05; done"),
            "{}");
    String always =
        room.create(
            "always",
            ContainerRoom.shell("echo run; sleep 100"),
            "{'RestartPolicy':{'Name':'always'}}");
    String created = room.create("created", "{'Cmd':['true'],'StopTimeout':1}", "{}");
    room.containers.start(polite);
    room.containers.start(always);
    Awaitility.await()
        .until(() -> room.log(polite).contains("up") && room.log(always).contains("run"));
    int pid = room.containers.inspect(always, false).state().pid();
    room.containers.update(always, ContainerRoom.host("{\"PidsLimit\":77}"));
    room.stop();
    assertThat(Path.of("/proc/" + pid)).doesNotExist();

    room.start();
    assertThat(room.containers.inspect("polite", false).state().exitCode()).isEqualTo(9);
    assertThat(room.containers.inspect("polite", false).state().status()).isEqualTo(Status.EXITED);
    assertThat(room.log(polite)).isEqualTo("up\n");
    assertThat(room.containers.inspect(created, false).state().status()).isEqualTo(Status.CREATED);
    assertThat(room.containers.inspect(always, false).hostConfig().pidsLimit()).isEqualTo(77);
    Awaitility.await()
        .until(() -> room.containers.inspect(always, false).state().status() == Status.RUNNING);
    assertThat(room.run(created)).isZero();
  }

  @Test
  void aCrashIsShownTruthfullyAndLeftoversGo() throws Exception {
    String ran = room.create("ran", ContainerRoom.shell("echo kept"), "{}");
    String brief = room.create("brief", "{'Cmd':['true']}", "{'AutoRemove':true}");
    room.run(ran);
    room.stop();
    try (var database =
            DriverManager.getConnection(
                "jdbc:h2:file:" + room.root + "/db/x;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE");
        var statement = database.createStatement()) {
      assertThat(statement.executeUpdate("update container set status = 'RUNNING'")).isEqualTo(2);
    }
    Path leftover = room.root.resolve("containers").resolve("f".repeat(64));
    Files.createDirectories(leftover.resolve("upper/deep"));

    room.start();
    var state = room.containers.inspect(ran, false).state();
    assertThat(state.status()).isEqualTo(Status.EXITED);
    assertThat(state.exitCode()).isEqualTo(255);
    assertThat(state.error()).contains("the engine ended");
    assertThat(room.log(ran)).isEqualTo("kept\n");
    assertThatThrownBy(() -> room.containers.inspect(brief, false)).isInstanceOf(NotFound.class);
    assertThat(leftover).doesNotExist();
  }

  private static final String COUNTING = "i=0; while :; do echo $i; i=$((i+1)); sleep 0.05; done";

  private ContainerView.State state(String ref) {
    return room.containers.inspect(ref, false).state();
  }

  private void running(String id, String output) {
    room.containers.start(id);
    Awaitility.await().until(() -> room.log(id).contains(output));
  }

  @Test
  void runningContainersAndExecsGoOn() throws Exception {
    String counting = room.create("counting", ContainerRoom.shell(COUNTING), "{}");
    String frozen = room.create("frozen", ContainerRoom.shell("echo up; sleep 100"), "{}");
    running(counting, "3\n");
    running(frozen, "up");
    room.containers.pause(frozen);
    String exec =
        room.execs.create(
            counting,
            new Execs.ExecRequest(
                false,
                false,
                false,
                false,
                null,
                java.util.List.of(),
                java.util.List.of("sh", "-c", "sleep 3; exit 4"),
                false,
                "",
                "",
                null));
    room.execs.startDetached(exec);
    var before = state(counting);
    int execPid = room.execs.inspect(exec).pid();
    room.stop();
    assertThat(Path.of("/proc/" + before.pid())).exists();

    room.start();
    assertThat(state(counting)).isEqualTo(before);
    assertThat(state(frozen).status()).isEqualTo(Status.PAUSED);
    assertThat(room.execs.inspect(exec)).matches(it -> it.running() && it.pid() == execPid);
    Awaitility.await()
        .untilAsserted(() -> assertThat(room.execs.inspect(exec).exitCode()).isEqualTo(4));
    room.containers.unpause(frozen);
    assertThat(state(frozen).status()).isEqualTo(Status.RUNNING);
    room.containers.kill(counting, null);
    assertThat(room.exit(counting)).isEqualTo(137);
    String[] lines = room.log(counting).split("\n");
    for (int i = 0; i < lines.length; i++) {
      assertThat(lines[i]).isEqualTo(Integer.toString(i));
    }
    assertThat(lines.length).isGreaterThan(40);
  }

  @Test
  void whatEndedMeanwhileIsDealtWithWhenTheEngineIsBack() throws Exception {
    String script = "echo up; sleep 0.8; echo last; exit ";
    String ended = room.create("ended", ContainerRoom.shell(script + 6), "{}");
    String brief = room.create("brief", ContainerRoom.shell(script + 0), "{'AutoRemove':true}");
    String again =
        room.create(
            "again",
            ContainerRoom.shell("echo up; [ -e /ran ] && sleep 100; touch /ran; sleep 0.8; exit 3"),
            "{'RestartPolicy':{'Name':'on-failure'}}");
    running(ended, "up");
    running(brief, "up");
    running(again, "up");
    room.stop();
    Thread.sleep(2500);
    Instant back = Instant.now();

    room.start();
    Awaitility.await().until(() -> state(ended).status() == Status.EXITED);
    assertThat(state(ended).exitCode()).isEqualTo(6);
    assertThat(state(ended).error()).isEmpty();
    assertThat(state(ended).finishedAt()).isBefore(back.minusMillis(500));
    assertThat(room.log(ended)).isEqualTo("up\nlast\n");
    Awaitility.await().untilAsserted(() -> assertThat(room.actions(ended)).contains("die"));
    Awaitility.await()
        .untilAsserted(() ->
            assertThatThrownBy(() -> room.containers.inspect(brief, false))
                .isInstanceOf(NotFound.class));
    assertThat(room.root.resolve("containers").resolve(brief)).doesNotExist();
    Awaitility.await()
        .untilAsserted(() -> {
          assertThat(state(again).status()).isEqualTo(Status.RUNNING);
          assertThat(room.log(again)).isEqualTo("up\nup\n");
        });
    assertThat(room.containers.inspect(again, false).restartCount()).isEqualTo(1);
  }

  @Test
  void attachedClientsFindTheirContainerAgain() throws Exception {
    String id =
        room.create(
            "typed",
            "{'OpenStdin':true,'Cmd':['sh','-c','while read l; do echo got $l; done; exit 2']}",
            "{}");
    room.containers.start(id);
    room.stop();
    room.start();
    var seen =
        room.attached(
            id, new java.io.ByteArrayInputStream("one\n".getBytes(StandardCharsets.UTF_8)));
    Awaitility.await().until(() -> room.log(id).contains("got one"));
    room.containers.kill(id, null);
    assertThat(seen.get(20, TimeUnit.SECONDS)).isEqualTo("got one\n");
  }

  @Test
  void aRestartThatWasDueWhenTheEngineDiedComesAndCounts() throws Exception {
    String id =
        room.create(
            "again",
            ContainerRoom.shell("echo run; exit 5"),
            "{'RestartPolicy':{'Name':'on-failure','MaximumRetryCount':3}}");
    room.run(id);
    Awaitility.await()
        .until(() -> room.containers.inspect(id, false).state().status() == Status.EXITED);
    room.stop();
    try (var database =
            DriverManager.getConnection(
                "jdbc:h2:file:" + room.root + "/db/x;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE");
        var statement = database.createStatement()) {
      statement.executeUpdate("update container set status = 'RESTARTING', restart_count = 1");
    }

    room.start();
    Awaitility.await()
        .until(() -> room.containers.inspect(id, false).state().status() == Status.EXITED);
    assertThat(room.containers.inspect(id, false).restartCount()).isEqualTo(3);
    assertThat(room.containers.inspect(id, false).state().exitCode()).isEqualTo(5);
    assertThat(room.log(id)).isEqualTo("run\n".repeat(4 + 2));
  }
}
