package io.berth.dockerapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.testing.BusyboxRoot;
import io.berth.testing.Docker;
import io.berth.testing.RunningBerth;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Health checks, by the real docker command. */
class HealthIT {

  private static RunningBerth berth;
  private static Docker docker;

  @BeforeAll
  static void start() throws IOException {
    berth = RunningBerth.start();
    docker = berth.docker();
    docker.feed(BusyboxRoot.tar(), "import", "-c", "CMD sleep 1000", "-", "box").ok();
    String dockerfile = "FROM box\nHEALTHCHECK --interval=100ms --retries=1 CMD test ! -e /ill\n";
    docker.feed(dockerfile, "build", "-t", "checked", "-").ok();
  }

  @AfterAll
  static void stop() {
    berth.close();
  }

  @AfterEach
  void remove() {
    docker.run("rm", "-f", "c1");
  }

  private static void run(String image, String... options) {
    List<String> words = new ArrayList<>(List.of("run", "-d", "--name", "c1"));
    words.addAll(List.of(options));
    words.add(image);
    docker.ok(words.toArray(String[]::new));
  }

  private static String seen(String format) {
    return docker.ok("inspect", "-f", format, "c1");
  }

  private static void await(String status) {
    Awaitility.await()
        .pollInterval(Duration.ofMillis(50))
        .atMost(Duration.ofSeconds(20))
        .until(() -> seen("{{.State.Health.Status}}").equals(status));
  }

  @Test
  void anImagesCheckIsRunAndToldOfByPsInspectFiltersAndEvents() {
    String since = Instant.now().toString();
    run("checked");
    await("healthy");
    assertThat(docker.ok("ps", "--format", "{{.Status}}")).endsWith("(healthy)");
    docker.ok("exec", "c1", "sh", "-c", ">/ill");
    await("unhealthy");
    assertThat(docker.ok("ps", "--format", "{{.Status}}")).endsWith("(unhealthy)");
    assertThat(docker.ok("ps", "-q", "--filter", "health=unhealthy")).isNotEmpty();
    assertThat(docker.ok("ps", "-q", "--filter", "health=healthy")).isEmpty();
    assertThat(docker.ok("ps", "-q", "--filter", "health=none")).isEmpty();
    docker.ok("exec", "c1", "busybox", "rm", "/ill");
    await("healthy");
    String events = docker.events(since, "{{.Action}}", "event=health_status");
    assertThat(events.lines())
        .containsExactly(
            "health_status: healthy", "health_status: unhealthy", "health_status: healthy");
  }

  @Test
  void itIsStartingUntilTheFirstProbe() {
    run("checked", "--health-interval=1h");
    assertThat(docker.ok("ps", "--format", "{{.Status}}")).endsWith("(health: starting)");
    assertThat(docker.ok("ps", "-q", "--filter", "health=starting")).isNotEmpty();
  }

  @Test
  void aProbeThatFailsIsShownWithWhatItSaid() {
    run(
        "box",
        "--health-cmd",
        "echo $PPID broken; echo loud >&2; exit 7",
        "--health-interval=50ms",
        "--health-retries=2");
    await("unhealthy");
    assertThat(seen("{{(index .State.Health.Log 0).ExitCode}}")).isEqualTo("7");
    assertThat(seen("{{(index .State.Health.Log 0).Output}}")).contains(" broken").contains("loud");
    assertThat(Integer.parseInt(seen("{{.State.Health.FailingStreak}}"))).isGreaterThan(1);
  }

  @Test
  void aProbeThatTakesTooLongIsKilled() {
    run(
        "box",
        "--health-cmd",
        "echo begun; exec sleep 1001",
        "--health-interval=50ms",
        "--health-timeout=200ms",
        "--health-retries=1");
    await("unhealthy");
    assertThat(seen("{{(index .State.Health.Log 0).ExitCode}}")).isEqualTo("-1");
    assertThat(seen("{{(index .State.Health.Log 0).Output}}"))
        .isEqualTo("Health check exceeded timeout (200ms): begun");
    Awaitility.await().until(() -> Integer.parseInt(seen("{{.State.Health.FailingStreak}}")) > 4);
    assertThat(docker.ok("top", "c1").lines().filter(line -> line.contains("sleep 1001")).count())
        .isLessThanOrEqualTo(1);
  }

  @Test
  void muchOutputIsReadAndItsBeginningKept() {
    run(
        "box",
        "--health-cmd",
        "dd if=/dev/zero bs=65536 count=64 2>/dev/null | tr '\\0' x",
        "--health-interval=50ms");
    await("healthy");
    assertThat(seen("{{(index .State.Health.Log 0).Output}}")).hasSize(4096 + 3).endsWith("xx...");
  }

  @Test
  void aCheckOfTheImageCanBeTurnedOff() {
    run("checked", "--no-healthcheck");
    assertThat(seen("{{.State.Health}}")).isEqualTo("<nil>");
    assertThat(docker.ok("ps", "--format", "{{.Status}}")).doesNotContain("health");
    assertThat(docker.ok("ps", "-q", "--filter", "health=none")).isNotEmpty();
  }

  @Test
  void aStoppedOneIsUnhealthyAndANewRunStartsAnew() {
    run("checked");
    await("healthy");
    docker.ok("stop", "-t", "0", "c1");
    assertThat(seen("{{.State.Health.Status}}")).isEqualTo("unhealthy");
    docker.ok("start", "c1");
    await("healthy");
  }

  @Test
  void itGoesOnAfterARestartOfTheService() {
    run("checked", "--restart", "always");
    await("healthy");
    berth.restart();
    await("healthy");
  }

  @Test
  void anUnhealthyOneIsRestartedWhereALabelSaysSo() {
    String since = Instant.now().toString();
    run("checked", "--label", "berth.restart-unhealthy=true", "--stop-timeout", "0");
    await("healthy");
    String first = seen("{{.State.StartedAt}}");
    docker.ok("exec", "c1", "sh", "-c", ">/ill");
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> !seen("{{.State.StartedAt}}").equals(first));
    assertThat(docker.events(since, "{{.Action}}", "container=c1"))
        .contains("health_status: unhealthy\nkill\n");
  }
}
