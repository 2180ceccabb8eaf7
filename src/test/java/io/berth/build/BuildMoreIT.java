package io.berth.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.testing.Docker;
import io.berth.testing.RawHttp;
import io.berth.testing.TestRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What the real {@code docker build} does here beyond single instructions. */
class BuildMoreIT {

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

  private static String id(String image) {
    return docker.ok("inspect", "-f", "{{.Id}}", image);
  }

  private static String layers(String image) {
    return docker.ok("inspect", "-f", "{{.RootFS.Layers}}", image);
  }

  @Test
  void unneededStagesAreSkipped() {
    place.dockerfile(
        """
        FROM box AS first
        RUN echo x > /x
        FROM nowhere.invalid/nothing AS unneeded
        RUN exit 1
        FROM box
        COPY --from=first /x /y
        """);
    String said = place.ok(docker, "-t", "made:1");
    assertThat(said).contains("Step 4/4 : COPY").doesNotContain("nowhere");
    assertThat(engine.in("made:1", "cat /y")).isEqualTo("x");
    assertThat(place.build(docker, "--target", "none").exits(1).err())
        .contains("failed to reach build target none in Dockerfile");
  }

  @Test
  void hereDocumentsAndModes() {
    place.dockerfile(
        """
        FROM box
        ENV A=1
        COPY --chmod=0750 <<one <<'two' /d/
        a=$A "q"
        one
        a=$A
        two
        RUN <<EOF
        cat /d/one
        cat /d/two
        EOF
        """);
    assertThat(place.ok(docker, "-t", "made:1")).contains("a=1 \"q\"\na=$A\n");
    assertThat(engine.in("made:1", "stat -c %a /d/one /d/two")).isEqualTo("750\n750");
  }

  @Test
  void theSameInputsGiveTheSameLayers() throws IOException {
    place
        .dockerfile(
            """
            FROM box
            WORKDIR /made/here
            COPY tree /to/new/
            COPY one /www/
            """)
        .file("tree/a/b", "1")
        .file("one", "1");
    place.ok(docker, "-t", "made:1");
    place.ok(docker, "--no-cache", "-t", "made:2");
    assertThat(layers("made:1")).isEqualTo(layers("made:2"));
    place.file("Dockerfile", Files.readString(here.resolve("Dockerfile")) + "RUN echo x > /now\n");
    String[] clamped = {"--no-cache", "--build-arg", "SOURCE_DATE_EPOCH=1700000000"};
    place.ok(docker, clamped[0], clamped[1], clamped[2], "-t", "made:1");
    place.ok(docker, clamped[0], clamped[1], clamped[2], "-t", "made:2");
    assertThat(id("made:1")).isEqualTo(id("made:2"));
    assertThat(docker.ok("inspect", "-f", "{{.Created}}", "made:1"))
        .isEqualTo("2023-11-14T22:13:20Z");
    assertThat(engine.in("made:1", "stat -c %Y /now")).isEqualTo("1700000000");
  }

  @Test
  void stepsAreKnownAfterARestartAndAfterAFailure() {
    place.dockerfile("FROM box\nRUN date +%N > /time\nRUN test -e /ready\n").file("no", "");
    place.build(docker, "--force-rm").exits(1);
    engine.berth().restart();
    place.dockerfile("FROM box\nRUN date +%N > /time\nRUN test -e /time\n");
    String said = place.ok(docker, "-t", "made:1");
    assertThat(said.split(" ---> Using cache", -1)).hasSize(2);
    assertThat(docker.ok("images", "-q")).as("steps are not listed").hasSize(25);
    assertThat(docker.ok("images", "-aq").length()).isGreaterThan(25);
  }

  /** An image goes with its steps, but for those that lead to another one. */
  @Test
  void stepsGoWithTheirImage() {
    place.dockerfile("FROM box\nENV A=1\nENV B=2\n");
    place.ok(docker, "-t", "made:1");
    place.dockerfile("FROM box\nENV A=1\nENV C=3\nENV D=4\n");
    place.ok(docker, "-t", "made:2");
    assertThat(docker.ok("images", "-aq").lines()).hasSize(5);
    assertThat(
            docker
                .run("rmi", docker.ok("images", "-aq").lines().skip(1).findFirst().orElse(""))
                .exits(1)
                .err())
        .contains("image has dependent child images");
    docker.ok("rmi", "made:2");
    assertThat(docker.ok("images", "-aq").lines()).hasSize(3);
    docker.ok("rmi", "made:1");
    assertThat(docker.ok("images", "-aq").lines()).hasSize(1);
  }

  @Test
  void quietlyAndTheIdInAFile() throws IOException {
    place.dockerfile("FROM box\nRUN echo noise\n");
    String said = place.ok(docker, "-q", "-t", "made:1");
    assertThat(said.strip()).isEqualTo(id("made:1"));
    Path file = here.resolve("id");
    place.ok(docker, "--iidfile", file.toString());
    assertThat(Files.readString(file)).isEqualTo(id("made:1"));
    place.dockerfile("FROM box\nRUN echo noise; exit 4\n");
    Docker.Result failed = place.build(docker, "-q", "--force-rm");
    assertThat(failed.exits(4).out() + failed.err()).contains("noise", "non-zero code: 4");
  }

  @Test
  void fromADockerfileOfAnotherNameOrFromNoContextAtAll() {
    place
        .dockerfile("FROM box\nRUN exit 1\n")
        .file("Other", "FROM box\nCOPY . /all\n")
        .file(".dockerignore", "Dockerfile\n.dockerignore\nOther\n")
        .file("f", "1");
    place.ok(docker, "-f", here.resolve("Other").toString(), "-t", "made:1");
    assertThat(engine.in("made:1", "ls -A /all")).isEqualTo("f");
    assertThat(docker.feed("FROM box\nENV A=b\n", "build", "-t", "made:2", "-").ok().out())
        .contains("Successfully tagged made:2");
  }

  @Test
  void whatContainersOfABuildGet() {
    place.dockerfile(
        """
        FROM box
        ARG SECRET
        RUN env | grep -E "SECRET|proxy" > /env; cat /etc/hosts > /hosts
        RUN ulimit -n > /files; grep -c . /proc/net/dev > /nets
        """);
    place.ok(
        docker,
        "--no-cache",
        "-t",
        "made:1",
        "--network",
        "none",
        "--memory",
        "64m",
        "--add-host",
        "friend:10.1.2.3",
        "--ulimit",
        "nofile=77:77",
        "--build-arg",
        "http_proxy=http://user:hidden@p",
        "--build-arg",
        "SECRET=told");
    assertThat(engine.in("made:1", "cat /env /files /nets; grep friend /hosts"))
        .contains("SECRET=told", "http_proxy=http://user:hidden@p", "77", "friend");
    assertThat(docker.ok("history", "--no-trunc", "made:1"))
        .contains("|1 SECRET=told")
        .doesNotContain("hidden");
    assertThat(place.ok(docker, "--build-arg", "SECRET=told", "-t", "made:2"))
        .as("a proxy makes no difference")
        .contains("Using cache");
    place.dockerfile("FROM box\nENV A=1\n");
    assertThat(place.ok(docker, "--build-arg", "NOBODY=1"))
        .contains("[Warning] One or more build-args [NOBODY] were not consumed");
  }

  @Test
  void basesArePulledWithTheClientsLogin() throws Exception {
    try (TestRegistry locked = TestRegistry.locked()) {
      String name = locked.image("tut/busybox:1");
      place.dockerfile("FROM " + name + "\nENV A=1\n");
      assertThat(place.build(docker).exits(1).err()).contains("no basic auth credentials");
      docker
          .feed(
              TestRegistry.PASSWORD,
              "login",
              "-u",
              TestRegistry.USER,
              "--password-stdin",
              locked.address())
          .ok();
      assertThat(place.ok(docker, "-t", "made:1")).contains("Pulling from tut/busybox");
      assertThat(place.ok(docker, "-t", "made:1")).doesNotContain("Pulling");
      assertThat(place.ok(docker, "--pull", "-t", "made:1")).contains("Image is up to date");
      docker.ok("logout", locked.address());
      docker.ok("rmi", "made:1", name);
    }
  }

  @Test
  void refusals() throws IOException {
    for (String query : new String[] {"squash=1", "remote=http://x/y", "version=2"}) {
      var answer = RawHttp.request(engine.socket(), "POST /build?" + query, null);
      assertThat(answer.status()).as(query).isEqualTo(501);
    }
    assertThat(RawHttp.request(engine.socket(), "POST /build?t=BAD", null).status()).isEqualTo(400);
    place.file("a", "");
    place.dockerfile("FROM box\nADD http://127.0.0.1:1/f /f\n");
    assertThat(place.build(docker).exits(1).err()).contains("ADD of a URL is not supported");
    place.dockerfile("FROM box\nCOPY http://127.0.0.1:1/f /f\n");
    assertThat(place.build(docker).exits(1).err()).contains("source can't be a URL for COPY");
    place.dockerfile("FROM box\nCOPY none /f\n");
    assertThat(place.build(docker).exits(1).err())
        .contains(
            "COPY failed: file not found in build context or excluded by .dockerignore: stat none:"
                + " file does not exist");
    place.dockerfile("FROM box\nBAD x\n");
    assertThat(place.build(docker).exits(1).err())
        .contains("dockerfile parse error line 2: unknown instruction: BAD");
    place.dockerfile("FROM scratch\n");
    assertThat(place.build(docker).exits(1).err()).contains("No image was generated");
    place.dockerfile("FROM box\nCOPY a Dockerfile /x\n");
    assertThat(place.build(docker).exits(1).err())
        .contains("the destination must be a directory and end with a /");
    place.dockerfile("FROM box\nCOPY a /bin/busybox/x\n");
    assertThat(place.build(docker).exits(1).err()).contains("the destination is not a directory");
    place.dockerfile("FROM box\nCOPY --chown=nobody-here a /x\n");
    assertThat(place.build(docker).exits(1).err()).contains("unable to find user nobody-here");
  }
}
