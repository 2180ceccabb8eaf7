package io.berth.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.testing.Docker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The real {@code docker build}, by the classic builder. */
class BuildIT {

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

  @Test
  void anImageOfADockerfile() {
    place
        .dockerfile(
            """
            FROM box
            ENV GREETING=hello
            WORKDIR /app
            COPY one.txt two/ ./
            RUN echo "$GREETING from $(pwd)" > said && chmod 600 said
            CMD ["cat", "said"]
            """)
        .file("one.txt", "1\n")
        .file("two/deep/2.txt", "2\n");
    String said = place.ok(docker, "-t", "made:1", "-t", "made:2");
    assertThat(said)
        .contains("Step 1/6 : FROM box\n ---> ")
        .contains("Step 5/6 : RUN echo", " ---> Running in ", "Removing intermediate container ")
        .contains(
            "Successfully built ", "Successfully tagged made:1", "Successfully tagged made:2");
    assertThat(docker.ok("run", "--rm", "made:2")).isEqualTo("hello from /app");
    assertThat(engine.in("made:1", "stat -c '%a %u:%g' said; cat one.txt deep/2.txt"))
        .isEqualTo("600 0:0\n1\n2");
    assertThat(docker.ok("history", "--no-trunc", "--format", "{{.CreatedBy}}", "made:1"))
        .contains("/bin/sh -c #(nop)  CMD [\"cat\" \"said\"]")
        .contains("/bin/sh -c #(nop) WORKDIR /app")
        .contains("/bin/sh -c #(nop)  ENV GREETING=hello");
  }

  @Test
  void aFailingCommandEndsTheBuildWithItsStatus() {
    place.dockerfile("FROM box\nRUN echo before; exit 3\nRUN echo never\n");
    Docker.Result result = place.build(docker, "--force-rm", "-t", "made:1");
    assertThat(result.exits(3).out()).contains("before").doesNotContain("never");
    assertThat(result.err())
        .contains("The command '/bin/sh -c echo before; exit 3' returned a non-zero code: 3");
  }

  @Test
  void whatWasDoneBeforeIsNotDoneAgain() throws IOException {
    place.dockerfile("FROM box\nCOPY a /a\nRUN date +%N > /time\nRUN cat /a\n").file("a", "1");
    place.ok(docker, "-t", "made:1");
    String first = docker.ok("images", "-q", "--no-trunc", "made:1");
    Files.setLastModifiedTime(here.resolve("a"), java.nio.file.attribute.FileTime.fromMillis(0));
    String again = place.ok(docker, "-t", "made:1");
    assertThat(again.split(" ---> Using cache", -1)).hasSize(4);
    assertThat(docker.ok("images", "-q", "--no-trunc", "made:1")).isEqualTo(first);
    place.file("a", "2");
    assertThat(place.ok(docker, "-t", "made:1")).doesNotContain("Using cache");
    assertThat(docker.ok("images", "-q", "--no-trunc", "made:1")).isNotEqualTo(first);
    assertThat(place.ok(docker, "--no-cache", "-t", "made:1")).doesNotContain("Using cache");
  }
}
