package io.berth.dockerapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.testing.BusyboxRoot;
import io.berth.testing.Docker;
import io.berth.testing.RunningBerth;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code docker run --init}, with Debian's tini. */
class InitIT {

  private static RunningBerth berth;
  private static Docker docker;

  @BeforeAll
  static void start() throws IOException {
    berth = RunningBerth.start();
    docker = berth.docker();
    docker.feed(BusyboxRoot.tar(), "import", "-", "box").ok();
  }

  @AfterAll
  static void stop() {
    berth.close();
  }

  @AfterEach
  void remove() {
    docker.run("rm", "-f", "c1");
  }

  @Test
  void theFirstProcessIsTheHostsInit() {
    String seen =
        docker.ok("run", "--rm", "--init", "box", "sh", "-c", "tr '\\0' ' ' </proc/1/cmdline");
    assertThat(seen).startsWith("/sbin/docker-init -- sh -c");
    assertThat(docker.run("run", "--rm", "--init", "box", "sh", "-c", "exit 7").exit())
        .isEqualTo(7);
    assertThat(docker.run("run", "--rm", "--init", "box", "nope").exit()).isEqualTo(127);
  }

  @Test
  void itPassesSignalsOnAndReapsOrphans() {
    docker.ok(
        "run", "-d", "--name", "c1", "--init", "box", "sh", "-c", "(sleep 0 &); exec sleep 999");
    String states = "cat /proc/[0-9]*/stat | cut -d' ' -f3";
    assertThat(docker.ok("exec", "c1", "sh", "-c", "sleep 0.2; " + states)).doesNotContain("Z");
    docker.ok("stop", "c1");
    assertThat(docker.ok("inspect", "-f", "{{.State.ExitCode}}", "c1")).isEqualTo("143");
  }

  @Test
  void aContainerThatSeesTheHostsProcessesNeedsNone() {
    assertThat(docker.ok("run", "--rm", "--init", "--pid", "host", "box", "echo", "so"))
        .isEqualTo("so");
  }
}
