package io.berth.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.container.ContainerView.Status;
import io.berth.failure.NotFound;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
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
}
