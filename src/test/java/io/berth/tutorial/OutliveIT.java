package io.berth.tutorial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.berth.keeper.KeeperPlace;
import io.berth.testing.BusyboxRoot;
import io.berth.testing.Docker;
import io.berth.testing.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Containers while the service, or the keeper, is gone: seen from outside. */
@Timeout(240)
class OutliveIT {

  private static final String IMAGE = "box:1";
  private static final String SERVE_AND_COUNT =
      "httpd -p 80 -h /www; i=0; while :; do echo $i; i=$((i+1)); sleep 0.1; done";

  private Engine engine;
  private Docker docker;

  @BeforeEach
  void begin() throws Exception {
    engine = Engine.start();
    assumeTrue(engine.isBerth(), "stops Berth");
    docker = new Docker(engine.host());
    docker.feed(BusyboxRoot.tar(), "import", "-", IMAGE).ok();
  }

  @AfterEach
  void end() throws IOException {
    engine.close();
  }

  private int startCounting() throws Exception {
    docker.ok(
        "run",
        "-d",
        "--name",
        "counting",
        "-p",
        "127.0.0.1::80",
        IMAGE,
        "sh",
        "-c",
        SERVE_AND_COUNT);
    var published = docker.ok("port", "counting", "80");
    var port = Integer.parseInt(published.substring(published.lastIndexOf(':') + 1));
    assertThat(Course.fetchWhenUp(port)).contains("served");
    return port;
  }

  private String facts(String container) {
    return docker.ok(
        "inspect",
        "-f",
        "{{.Id}} {{.State.Pid}} {{.State.StartedAt}} {{.State.Status}}",
        container);
  }

  /** Whatever was written is there, once and in order. */
  private int countedWithoutAGap() {
    var log = docker.ok("logs", "counting");
    var lines = (int) log.lines().count();
    assertThat(log)
        .isEqualTo(
            IntStream.range(0, lines)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining("\n")));
    return lines;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void containersOutliveTheService(boolean orderly) throws Exception {
    var port = startCounting();
    docker.ok("run", "-d", "--name", "short", IMAGE, "sh", "-c", "sleep 4; exit 9");
    docker.ok("run", "-d", "--rm", "--name", "brief", IMAGE, "sleep", "4");
    docker.ok("run", "-d", "--name", "policy", "--restart", "always", IMAGE, "sleep", "4");
    var before = facts("counting");
    var counted = countedWithoutAGap();

    engine.down(orderly);
    assertThat(Course.fetch(port)).contains("served");
    Thread.sleep(6000);
    var back = Instant.now();
    engine.up();

    assertThat(facts("counting")).isEqualTo(before);
    assertThat(countedWithoutAGap()).isGreaterThan(counted + 30);
    assertThat(Course.fetch(port)).contains("served");
    assertThat(docker.ok("inspect", "-f", "{{.State.ExitCode}}", "short")).isEqualTo("9");
    assertThat(Instant.parse(docker.ok("inspect", "-f", "{{.State.FinishedAt}}", "short")))
        .isBefore(back);
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> {
          assertThat(docker.ok("ps", "-a", "--format", "{{.Names}}").lines())
              .containsExactlyInAnyOrder("counting", "short", "policy");
          assertThat(docker.ok("ps", "--format", "{{.Names}}").lines())
              .containsExactlyInAnyOrder("counting", "policy");
        });
    assertThat(docker.ok("exec", "counting", "echo", "inside")).isEqualTo("inside");
    docker.ok("stop", "-t", "1", "counting");
    assertThat(docker.ok("inspect", "-f", "{{.State.Running}}", "counting")).isEqualTo("false");
  }

  @Test
  void containersOutliveTheKeeper() throws Exception {
    var port = startCounting();
    docker.ok("run", "-d", "--name", "short", IMAGE, "sh", "-c", "sleep 6; exit 9");
    var before = facts("counting");
    var pid = KeeperPlace.of(engine.root()).directory().resolve("keeper.pid");
    var keeper = ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();

    keeper.destroyForcibly();
    keeper.onExit().join();

    assertThat(docker.ok("exec", "counting", "echo", "inside")).isEqualTo("inside");
    assertThat(facts("counting")).isEqualTo(before);
    assertThat(Course.fetchWhenUp(port)).contains("served");
    assertThat(docker.ok("wait", "short")).isIn("9", "255");
    assertThat(countedWithoutAGap()).isGreaterThan(30);
    assertThat(Path.of("/proc", Long.toString(keeper.pid()))).doesNotExist();
  }

  @Test
  void anIdleKeeperGoesWithTheService() throws Exception {
    docker.ok("run", "-d", "--name", "short", IMAGE, "echo", "kept");
    docker.ok("wait", "short");
    var place = KeeperPlace.of(engine.root()).directory();
    engine.down(true);
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> Files.notExists(place));
    engine.up();
    assertThat(docker.ok("inspect", "-f", "{{.State.ExitCode}}", "short")).isEqualTo("0");
  }
}
