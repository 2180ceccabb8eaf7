package io.berth.why;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.failure.Conflict;
import io.berth.failure.NotFound;
import io.berth.testing.BusyboxRoot;
import io.berth.testing.Docker;
import io.berth.testing.RawHttp;
import io.berth.testing.RunningBerth;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Real ends of real containers, explained. */
class WhyIT {

  private static final String DEAF = "trap '' TERM; echo up; while :; do sleep 0.05; done";

  private static RunningBerth berth;
  private static Docker docker;

  @BeforeAll
  static void start() throws Exception {
    berth = RunningBerth.start();
    docker = berth.docker();
    docker.feed(BusyboxRoot.tar(), "import", "-", "box:1").exits(0);
  }

  @AfterAll
  static void stop() {
    for (String id : docker.run("ps", "-aq").out().lines().toList()) {
      docker.run("rm", "-f", id);
    }
    berth.close();
  }

  private static Explanation why(String name) {
    return berth.bean(Why.class).explain(name);
  }

  private static void runDeaf(String name) {
    docker.ok("run", "-d", "--name", name, "box:1", "sh", "-c", DEAF);
    Awaitility.await().until(() -> docker.ok("logs", name).contains("up"));
  }

  @Test
  void anEndOfItsOwnHasItsLastLines() {
    docker
        .run(
            "run",
            "--name",
            "failed",
            "box:1",
            "sh",
            "-c",
            "i=0; while [ $i -lt 30 ]; do i=$((i+1)); echo l$i; done; exit 3")
        .exits(3);
    var why = why("failed");
    assertThat(why.headline()).isEqualTo("It failed with exit code 3");
    assertThat(why.exitCode()).isEqualTo(3);
    assertThat(why.lastLines()).hasSize(20).endsWith("l30");
    assertThat(why.command()).startsWith("sh -c");
    assertThat(why.startedAt()).isBefore(why.finishedAt());
  }

  @Test
  void linesOfAnEarlierRunAreNotShown() {
    docker.ok("run", "--name", "twice", "box:1", "sh", "-c", "echo run; echo end; sleep 0.1");
    docker.ok("start", "-a", "twice");
    assertThat(why("twice").lastLines()).hasSize(2).startsWith("run");
  }

  @Test
  void whoStoppedItIsNamedAndWhetherGraceRanOut() {
    runDeaf("deaf");
    docker.ok("stop", "-t", "1", "deaf");
    assertThat(why("deaf").headline()).isEqualTo("Killed because it did not stop in time");
    assertThat(why("deaf").reasons().getFirst())
        .startsWith("host user root (unix socket) asked it to stop");
    assertThat(why("deaf").signal()).isEqualTo("SIGKILL");
    docker.ok(
        "run",
        "-d",
        "--name",
        "polite",
        "box:1",
        "sh",
        "-c",
        "trap 'exit 0' TERM; while :; do sleep 0.05; done");
    docker.ok("stop", "-t", "9", "polite");
    assertThat(why("polite").headline()).isEqualTo("Stopped in order");
  }

  @Test
  void whoKilledItIsNamed() {
    runDeaf("victim");
    docker.ok("kill", "victim");
    assertThat(why("victim").headline()).isEqualTo("Killed on request");
    assertThat(why("victim").reasons().getFirst())
        .startsWith("host user root (unix socket) sent it SIGKILL");
  }

  @Test
  void aKillThatWentPastTheEngineIsNotBlamedOnAnybody() throws Exception {
    runDeaf("outside");
    String pid = docker.ok("inspect", "-f", "{{.State.Pid}}", "outside");
    ProcessHandle.of(Long.parseLong(pid)).orElseThrow().destroyForcibly();
    assertThat(docker.ok("wait", "outside")).isEqualTo("137");
    assertThat(why("outside").headline()).isEqualTo("Killed, but not through this engine");
  }

  @Test
  void aRequestIsForgottenWithTheRunItWasFor() {
    runDeaf("again");
    docker.ok("stop", "-t", "0", "again");
    docker.ok("start", "again");
    String pid = docker.ok("inspect", "-f", "{{.State.Pid}}", "again");
    ProcessHandle.of(Long.parseLong(pid)).orElseThrow().destroyForcibly();
    docker.ok("wait", "again");
    assertThat(why("again").headline()).isEqualTo("Killed, but not through this engine");
  }

  @Test
  void theMemoryLimitIsNamed() {
    docker
        .run(
            "run",
            "--name",
            "hungry",
            "--memory",
            "16m",
            "--memory-swap",
            "16m",
            "box:1",
            "sh",
            "-c",
            "busybox tail /dev/zero")
        .exits(137);
    var why = why("hungry");
    assertThat(why.headline()).isEqualTo("Killed by its memory limit");
    assertThat(why.reasons().getFirst())
        .startsWith("It needed more memory than its limit of 16 MiB allows");
    assertThat(why.advice())
        .anyMatch(advice -> advice.contains("docker update --memory 32m --memory-swap -1 hungry"));
  }

  @Test
  void aMissingCommandIsNoEnd() {
    docker.run("run", "--name", "missing", "box:1", "nosuch").exits(127);
    var why = why("missing");
    assertThat(why.headline()).isEqualTo("The command was not found in the image");
    assertThat(why.startedAt()).isNull();
    assertThat(why.advice()).anyMatch(advice -> advice.contains("--entrypoint sh box:1"));
  }

  @Test
  void itIsKnownAfterARestartOfTheService() {
    runDeaf("kept");
    docker.ok("stop", "-t", "0", "kept");
    berth.restart();
    assertThat(why("kept").headline()).isEqualTo("Killed because it did not stop in time");
    assertThat(why("kept").reasons().getFirst()).startsWith("host user root");
  }

  @Test
  void whatRunsOrNeverRanIsNotExplained() throws Exception {
    runDeaf("running");
    docker.ok("create", "--name", "never", "box:1", "true");
    assertThatThrownBy(() -> why("running"))
        .isInstanceOf(Conflict.class)
        .hasMessage("container running has not stopped");
    assertThatThrownBy(() -> why("never")).hasMessage("container never was never started");
    assertThatThrownBy(() -> why("nobody")).isInstanceOf(NotFound.class);
    assertThat(RawHttp.request(berth.socket(), "GET /api/containers/running/why", null).status())
        .isEqualTo(409);
    docker.run("run", "--name", "asked", "box:1", "sh", "-c", "exit 1").exits(1);
    assertThat(RawHttp.request(berth.socket(), "GET /api/containers/asked/why", null).body())
        .contains("\"headline\":\"It failed with exit code 1\"", "\"exitCode\":1");
  }
}
