package io.berth.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.berth.testing.BerthService;
import io.berth.testing.BusyboxRoot;
import io.berth.testing.Docker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Builds that do not come to their end. */
class BuildEndsIT {

  private static BerthService berth;
  private static Docker docker;

  @TempDir Path here;

  @BeforeAll
  static void start() throws Exception {
    berth = BerthService.start();
    docker = new Docker(berth.host());
    docker.feed(BusyboxRoot.tar(), "import", "-", "box").ok();
  }

  @AfterAll
  static void stop() throws IOException {
    berth.close();
  }

  @BeforeEach
  void place() {
    new BuildPlace(here).dockerfile("FROM box\nENV N=1\nRUN echo begun; sleep 600\n");
  }

  private Process begun() {
    Process build = docker.start("build", "-t", "made", here.toString());
    await().atMost(Duration.ofSeconds(20)).until(() -> !docker.ok("ps", "-q").isEmpty());
    return build;
  }

  private static String said(Process build) throws IOException {
    return new String(build.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static void nothingIsLeft() {
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> {
          assertThat(docker.ok("ps", "-aq")).isEmpty();
          assertThat(berth.root().resolve("builds").toFile().list()).isNullOrEmpty();
        });
    assertThat(docker.run("inspect", "made").exit()).isEqualTo(1);
  }

  @Test
  void theClientGoes() throws Exception {
    Process build = begun();
    build.destroyForcibly().waitFor();
    nothingIsLeft();
  }

  @Test
  void theContainerIsRemovedBySomebodyElse() throws Exception {
    Process build = begun();
    docker.ok("rm", "-f", docker.ok("ps", "-q"));
    assertThat(build.waitFor()).isNotZero();
    nothingIsLeft();
  }

  @Test
  void theServiceIsKilled() throws Exception {
    Process build = begun();
    berth.down(false);
    assertThat(said(build)).contains("unexpected EOF");
    assertThat(build.waitFor()).isEqualTo(1);
    berth.up();
    nothingIsLeft();
  }

  @Test
  void theServiceIsStopped() throws Exception {
    Process build = begun();
    berth.down(true);
    assertThat(said(build)).contains("the build was cancelled");
    assertThat(build.waitFor()).isEqualTo(1);
    berth.up();
    nothingIsLeft();
  }
}
