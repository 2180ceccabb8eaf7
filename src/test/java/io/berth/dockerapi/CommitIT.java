package io.berth.dockerapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.testing.BusyboxRoot;
import io.berth.testing.Docker;
import io.berth.testing.RawHttp;
import io.berth.testing.RunningBerth;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real {@code docker commit}. */
class CommitIT {

  private static RunningBerth berth;
  private static Docker docker;

  @BeforeAll
  static void start() throws IOException {
    berth = RunningBerth.start();
    docker = berth.docker();
    docker.feed(BusyboxRoot.tar(), "import", "-c", "ENV A=1", "-", "box").ok();
  }

  @AfterAll
  static void stop() {
    berth.close();
  }

  @AfterEach
  void remove() {
    docker.run("rm", "-f", "-v", "c1");
    docker.run("rmi", "-f", "made:1");
  }

  private static String in(String image, String script) {
    return docker.ok("run", "--rm", image, "sh", "-c", script);
  }

  private static String config(String image, String field) {
    return docker.ok("inspect", "-f", "{{json .Config." + field + "}}", image);
  }

  @Test
  void whatWasWrittenChangedAndDeletedIsInTheImage() {
    String work =
        "mkdir /new && echo x > /new/file && ln /new/file /new/twin && ln -s file /new/link"
            + " && chown 12:34 /new/file && chmod 4755 /new/file && mkfifo /new/fifo"
            + " && rm -r /www && mkdir /www && echo y > /www/only";
    docker.ok("run", "--name", "c1", "box", "sh", "-c", work);
    String id = docker.ok("commit", "c1", "made:1");
    assertThat(docker.ok("images", "-q", "--no-trunc", "made:1")).isEqualTo(id);
    assertThat(in("made:1", "stat -c '%u %g %a %h' /new/file; readlink /new/link; ls -A /www"))
        .isEqualTo("12 34 4755 2\nfile\nonly");
    assertThat(in("made:1", "test -p /new/fifo && echo so")).isEqualTo("so");
  }

  @Test
  void theContainersSettingsAreTheImages() {
    docker.ok("run", "--name", "c1", "box", "sh", "-c", "mkdir -m 777 /tmp");
    docker.ok("commit", "c1", "made:1");
    docker.ok("rm", "c1");
    docker.ok(
        "run",
        "--name",
        "c1",
        "-e",
        "B=2",
        "-w",
        "/www",
        "-u",
        "1:1",
        "--label",
        "k=v",
        "-p",
        "127.0.0.1::80",
        "made:1",
        "sh",
        "-c",
        "echo > /tmp/x");
    docker.ok(
        "commit",
        "-m",
        "why",
        "-a",
        "ada",
        "-c",
        "CMD [\"date\"]",
        "-c",
        "ENV C=3",
        "c1",
        "made:1");
    assertThat(config("made:1", "Env")).contains("\"A=1\"", "\"B=2\"", "\"C=3\"");
    assertThat(config("made:1", "WorkingDir")).isEqualTo("\"/www\"");
    assertThat(config("made:1", "User")).isEqualTo("\"1:1\"");
    assertThat(config("made:1", "Labels")).contains("\"k\":\"v\"");
    assertThat(config("made:1", "ExposedPorts")).contains("80/tcp");
    assertThat(config("made:1", "Cmd")).isEqualTo("[\"date\"]");
    assertThat(docker.ok("inspect", "-f", "{{.Author}} {{.Comment}}", "made:1"))
        .isEqualTo("ada why");
    assertThat(
            docker.ok("history", "--no-trunc", "--format", "{{.CreatedBy}}|{{.Comment}}", "made:1"))
        .startsWith("sh -c echo > /tmp/x|why");
  }

  @Test
  void aRunningContainerStandsStillMeanwhileAndGoesOn() {
    docker.ok("run", "-d", "--name", "c1", "box", "sleep", "1000");
    docker.ok("exec", "c1", "sh", "-c", "echo x > /there");
    docker.ok("commit", "c1", "made:1");
    assertThat(docker.ok("inspect", "-f", "{{.State.Status}}", "c1")).isEqualTo("running");
    assertThat(in("made:1", "cat /there")).isEqualTo("x");
    String until = Long.toString(Instant.now().getEpochSecond() + 1);
    assertThat(docker.ok("events", "--since", "1", "--until", until, "--format", "{{.Action}}"))
        .contains("pause", "unpause", "commit");
  }

  @Test
  void nothingChangedIsNoLayer() {
    docker.ok("create", "--name", "c1", "box", "true");
    docker.ok("commit", "c1", "made:1");
    assertThat(docker.ok("inspect", "-f", "{{.RootFS.Layers}}", "made:1"))
        .isEqualTo(docker.ok("inspect", "-f", "{{.RootFS.Layers}}", "box"));
  }

  @Test
  void whatIsMountedIsLeftOut() {
    docker.ok(
        "run",
        "--name",
        "c1",
        "-v",
        "/data",
        "--tmpfs",
        "/t",
        "box",
        "sh",
        "-c",
        "echo x > /data/x; echo x > /t/x; echo x > /dev/shm/x; echo mine > /etc/hosts");
    docker.ok("commit", "c1", "made:1");
    String find = "ls -A /t; grep -c mine /etc/hosts; ls -A /data";
    assertThat(in("made:1", find)).isEqualTo("0");
    assertThat(config("made:1", "Volumes")).contains("/data");
  }

  /** The same image, digest for digest, by the way of an archive. */
  @Test
  void itIsSavedAndLoaded(@TempDir Path here) {
    docker.ok("run", "--name", "c1", "box", "sh", "-c", "echo x > /x; rm -r /www");
    String id = docker.ok("commit", "c1", "made:1");
    String saved = here.resolve("saved.tar").toString();
    docker.ok("save", "-o", saved, "made:1");
    docker.ok("rm", "c1");
    docker.ok("rmi", "made:1");
    docker.ok("load", "-i", saved);
    assertThat(docker.ok("images", "-q", "--no-trunc", "made:1")).isEqualTo(id);
  }

  @Test
  void refusals() throws IOException {
    assertThat(docker.run("commit", "nobody").exits(1).err()).contains("No such container: nobody");
    docker.ok("create", "--name", "c1", "box", "true");
    assertThat(docker.run("commit", "-c", "RUN x", "c1").exits(1).err())
        .contains("RUN is not a valid change command");
    assertThat(docker.run("commit", "c1", "BAD").exits(1).err()).contains("must be lowercase");
    assertThat(RawHttp.request(berth.socket(), "POST /commit", null).status()).isEqualTo(400);
  }

  @Test
  void noPruneTakesWhatIsBeingNamed() throws Exception {
    docker.ok("create", "--name", "c1", "box", "id");
    var over = new AtomicBoolean();
    Thread pruning =
        Thread.ofVirtual()
            .start(() -> {
              while (!over.get()) {
                prune();
              }
            });
    try {
      for (int i = 0; i < 20; i++) {
        docker.ok("commit", "-m", "number " + i, "c1", "made:1");
        assertThat(docker.ok("images", "-q", "made:1")).as("commit %d", i).isNotEmpty();
      }
    } finally {
      over.set(true);
      pruning.join();
    }
  }

  private static void prune() {
    try {
      assertThat(RawHttp.request(berth.socket(), "POST /images/prune", "{}").status())
          .isEqualTo(200);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
