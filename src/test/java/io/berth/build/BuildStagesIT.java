package io.berth.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.berth.testing.Docker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Stages that run at the same time. Their commands wait until the test has seen them all. */
class BuildStagesIT {

  private static final String WAIT = "until test -e /go; do sleep 0.05; done; ";

  @RegisterExtension static final BuildEngine engine = new BuildEngine();
  private static Docker docker;

  @TempDir Path here;
  private BuildPlace place;

  @BeforeAll
  static void take() {
    docker = engine.docker();
  }

  @BeforeEach
  void place() {
    place = new BuildPlace(here);
  }

  private static void awaitContainers(int count) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> docker.ok("ps", "-q").lines().count() == count);
  }

  private static void go(String command) {
    List<String> running =
        docker.ok("ps", "--no-trunc", "--format", "{{.ID}} {{.Command}}").lines().toList();
    running.stream()
        .filter(line -> line.contains(command))
        .forEach(line -> docker.ok("exec", line.substring(0, 64), "sh", "-c", "touch /go"));
  }

  private Process build(String... options) {
    String[] command = new String[options.length + 2];
    command[0] = "build";
    System.arraycopy(options, 0, command, 1, options.length);
    command[options.length + 1] = here.toString();
    return docker.start(command);
  }

  private static String said(Process build) throws Exception {
    return new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void theyOverlapAndAreToldInOrder() throws Exception {
    place.dockerfile(
        """
        FROM box AS one
        RUN %secho of one; echo 1 > /one
        FROM box AS two
        RUN %secho of two; echo 2 > /two
        FROM box
        COPY --from=one /one /
        COPY --from=two /two /
        """
            .formatted(WAIT, WAIT));
    Process build = build("-t", "made:1");
    awaitContainers(2);
    go("of two");
    awaitContainers(1);
    go("of one");
    String said = said(build);
    assertThat(build.waitFor()).as(said).isZero();
    assertThat(said.lines().filter(line -> line.matches("Step .*|of .*")))
        .containsExactly(
            "Step 1/7 : FROM box AS one",
            "Step 2/7 : RUN " + WAIT + "echo of one; echo 1 > /one",
            "of one",
            "Step 3/7 : FROM box AS two",
            "Step 4/7 : RUN " + WAIT + "echo of two; echo 2 > /two",
            "of two",
            "Step 5/7 : FROM box",
            "Step 6/7 : COPY --from=one /one /",
            "Step 7/7 : COPY --from=two /two /");
    assertThat(docker.ok("run", "--rm", "made:1", "cat", "/one", "/two")).isEqualTo("1\n2");
    assertThat(place.ok(docker).split(" ---> Using cache", -1)).hasSize(5);
  }

  @Test
  void theFirstFailureEndsTheOthers() throws Exception {
    place.dockerfile(
        """
        FROM box AS one
        RUN echo of one; sleep 600
        FROM box AS two
        RUN %secho last words; exit 7
        FROM box
        COPY --from=one /etc/passwd /
        COPY --from=two /etc/passwd /
        """
            .formatted(WAIT));
    Process build = build("--force-rm");
    awaitContainers(2);
    go("last words");
    String said = said(build);
    assertThat(build.waitFor()).isEqualTo(7);
    assertThat(said).contains("of one", "Step 4/7 : RUN", "last words").doesNotContain("Step 5/7");
  }

  @Test
  void aClientThatGoesEndsThemAll() throws Exception {
    place.dockerfile(
        """
        FROM box AS one
        RUN sleep 600
        FROM box AS two
        RUN sleep 601
        FROM box
        COPY --from=one /x /
        COPY --from=two /x /
        """);
    Process build = build();
    awaitContainers(2);
    build.destroyForcibly().waitFor();
    await().atMost(Duration.ofSeconds(10)).until(() -> docker.ok("ps", "-aq").isEmpty());
    await().atMost(Duration.ofSeconds(10)).until(() -> engine.folders().isEmpty());
  }

  /** Otherwise the next build would find the one's step for the other, and no further ones. */
  @Test
  void whatTwoBeginWithIsDoneOnce() {
    place.dockerfile(
        """
        FROM box AS one
        RUN date +%N > /time
        RUN cp /time /one
        FROM box AS two
        RUN date +%N > /time
        RUN cp /time /two
        FROM box
        COPY --from=one /one /
        COPY --from=two /two /
        """);
    place.ok(docker, "-t", "made:1");
    assertThat(engine.in("made:1", "cmp /one /two && echo same")).isEqualTo("same");
    assertThat(place.ok(docker).split(" ---> Using cache", -1)).hasSize(7);
  }

  /** The first stage's image has no name and no container while the second one runs. */
  @Test
  void aPruneTakesNothingThatABuildStandsOn() throws Exception {
    place.dockerfile(
        """
        FROM box AS one
        RUN echo 1 > /one
        FROM box AS two
        COPY --from=one /one /early
        RUN %scat /early
        FROM box
        COPY --from=one /one /
        COPY --from=two /early /
        """
            .formatted(WAIT));
    Process build = build("-t", "made:1");
    awaitContainers(1);
    docker.ok("image", "prune", "-f");
    docker.ok("image", "prune", "-af");
    for (String step : docker.ok("images", "-aq").lines().toList()) {
      assertThat(docker.run("rmi", "-f", step).exits(1).err())
          .containsAnyOf("running build", "running container", "dependent child");
    }
    go("/early");
    String said = said(build);
    assertThat(build.waitFor()).as(said).isZero();
  }
}
