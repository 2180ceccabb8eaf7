package io.berth.tutorial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an engine promises, tried from outside by the docker command. */
class MustHoldIT extends Course {

  @Test
  void containersShareLayersOnDiskAndNothingElse() throws Exception {
    assumeTrue(engine.isBerth(), "looks into Berth's folders");
    var python = pulled("tut/python:3");
    docker.ok("run", "-d", "--name", "first", python, "sleep", "1000");
    var before = bytesOnDisk();
    docker.ok("run", "-d", "--name", "second", python, "sleep", "1000");
    assertThat(bytesOnDisk() - before).as("bytes of a second container").isLessThan(1 << 20);

    docker.ok("exec", "first", "sh", "-c", "echo mine > /greeting");
    assertThat(docker.ok("exec", "second", "cat", "/greeting")).isEqualTo("hello from python");
    docker.ok("rm", "-f", "first");
    assertThat(docker.ok("run", "--rm", python, "cat", "/greeting")).isEqualTo("hello from python");
  }

  @Test
  void everythingIsThereAfterARestartOfTheService() throws Exception {
    assumeTrue(engine.isBerth(), "restarts Berth");
    var busybox = pulled("tut/busybox:1");
    docker.run("run", "--name", "ended", busybox, "sh", "-c", "echo kept; exit 3").exits(3);
    docker.ok("run", "-d", "--name", "ran", busybox, "sleep", "1000");
    var images = docker.ok("images", "--no-trunc");
    var ids = docker.ok("ps", "-aq", "--no-trunc");

    engine.restart();

    assertThat(docker.ok("images", "--no-trunc")).isEqualTo(images);
    assertThat(docker.ok("ps", "-aq", "--no-trunc")).isEqualTo(ids);
    assertThat(docker.ok("inspect", "-f", "{{.State.ExitCode}}", "ended")).isEqualTo("3");
    assertThat(docker.ok("logs", "ended")).isEqualTo("kept");
    var pid = docker.ok("inspect", "-f", "{{.State.Pid}}", "ran");
    assertThat(docker.ok("inspect", "-f", "{{.State.Running}}", "ran"))
        .isEqualTo("" + (!pid.equals("0") && Files.exists(Path.of("/proc", pid))));
    docker.ok("start", "ran");
    assertThat(docker.ok("exec", "ran", "cat", "/layer")).isEqualTo("one");
  }

  static Stream<BadRequest> badRequests() {
    return Stream.of(
        new BadRequest(125, "invalid reference format", "run", "lower/UPPER"),
        new BadRequest(125, "Invalid container name", "run", "--name", "b@d", "IMAGE"),
        new BadRequest(125, "unable to find user nobody-here", "run", "-u", "nobody-here", "IMAGE"),
        new BadRequest(125, "invalid mount path", "run", "-v", "/tmp:relative", "IMAGE"),
        new BadRequest(125, "network no-net not found", "run", "--network", "no-net", "IMAGE"),
        new BadRequest(1, "No such container: nobody", "start", "nobody"),
        new BadRequest(1, "No such container: nobody", "stop", "nobody"),
        new BadRequest(1, "No such container: nobody", "logs", "nobody"),
        new BadRequest(1, "No such container: nobody", "exec", "nobody", "true"),
        new BadRequest(1, "No such container: nobody", "rename", "nobody", "somebody"),
        new BadRequest(1, "No such container: nobody", "top", "nobody"),
        new BadRequest(1, "No such image", "rmi", "nothing:1"),
        new BadRequest(1, "No such image", "tag", "nothing:1", "something:1"),
        new BadRequest(1, "No such image", "history", "nothing:1"),
        new BadRequest(1, "nvalid filter 'nonsense'", "ps", "--filter", "nonsense=1"),
        new BadRequest(1, "nvalid filter 'nonsense'", "images", "--filter", "nonsense=1"));
  }

  record BadRequest(int exit, String message, String... command) {
    @Override
    public String toString() {
      return String.join(" ", command);
    }
  }

  @ParameterizedTest
  @MethodSource("badRequests")
  void badRequestsAreAnsweredInDockersWords(BadRequest bad) {
    var busybox = pulled("tut/busybox:1");
    var command =
        Stream.of(bad.command()).map(word -> word.equals("IMAGE") ? busybox : word).toList();
    var result = docker.run(command.toArray(String[]::new)).exits(bad.exit());
    assertThat(result.err()).contains(bad.message()).doesNotContain("internal error");
  }

  @ParameterizedTest
  @ValueSource(strings = {"3", "7", "8", "9", "link"})
  void noWorkingDirectoryLeadsOut(String tag) {
    var image = pulled("hostile/workdir:" + tag);
    var run =
        docker.run(
            "run", "--rm", image, "sh", "-c", "ls -d ../../../../../work ../../../../../boot; pwd");
    assertThat(run.exit()).isNotZero();
    assertThat(run.out()).doesNotContain("boot");
  }

  @Test
  void execsWorkingDirectoryStaysInside() {
    var busybox = pulled("tut/busybox:1");
    docker.ok("run", "-d", "--name", "box", busybox, "sleep", "1000");
    docker.ok("exec", "box", "ln", "-s", "/proc/self/fd/7", "/out");
    for (var directory : List.of("/out", "/proc/self/fd/3", "/proc/self/fd/8", "/proc/1/root/..")) {
      var run = docker.run("exec", "-w", directory, "box", "ls", "../../../../..");
      assertThat(run.out()).as(directory).doesNotContain("boot");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev:absolute", "dev:relative", "devnull:1", "proc:1"})
  void imagesWithLinksForKernelFoldersChangeNothingOutside(String name) throws Exception {
    var pattern = Path.of("/proc/sys/kernel/core_pattern");
    var before = Files.readString(pattern);
    var names = Files.list(Path.of("/etc")).map(Path::toString).sorted().toList();
    var run =
        docker.run(
            "run",
            "--rm",
            pulled("hostile/" + name),
            "sh",
            "-c",
            "echo '|/evil' > /dev/null; stat -c %F /dev/null");
    if (run.exit() == 0) {
      assertThat(run.text()).isEqualTo("character special file");
    }
    assertThat(Files.readString(pattern)).isEqualTo(before);
    assertThat(Files.list(Path.of("/etc")).map(Path::toString).sorted().toList()).isEqualTo(names);
  }

  @Test
  void noPrivilegeIsInherited() {
    var busybox = pulled("tut/busybox:1");
    docker.ok("run", "-d", "--name", "box", busybox, "sleep", "1000");
    for (var status :
        List.of(
            docker.ok("run", "--rm", busybox, "cat", "/proc/self/status"),
            docker.ok("exec", "box", "cat", "/proc/self/status"))) {
      assertThat(status).containsPattern("CapInh:\\s+0{16}\n").containsPattern("Seccomp:\\s+2\n");
    }
    assertThat(docker.ok("exec", "box", "ls", "/proc/self/fd").lines())
        .containsOnlyOnce("0", "1", "2")
        .hasSizeLessThanOrEqualTo(4);
  }

  private long bytesOnDisk() throws Exception {
    var du = new ProcessBuilder("du", "-sxB1", engine.root().toString()).start();
    return Long.parseLong(new String(du.getInputStream().readAllBytes()).split("\\s")[0]);
  }
}
