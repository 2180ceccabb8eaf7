package io.berth.tutorial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.testing.TestRegistry;
import java.io.IOException;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The course from its first line to its last: images, containers, and living with both. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TutorialIT extends Course {

  private static final String NGINX_SAYS = "Hello from nginx";

  @Test
  @Order(1)
  void pullTwoImagesThatShareABase() {
    var first = docker.run("pull", image("tut/busybox:1")).ok().out();
    assertThat(first).contains("1: Pulling from tut/busybox");
    assertThat(first).contains("Pull complete").doesNotContain("Already exists");
    assertThat(first).containsPattern("Digest: sha256:[0-9a-f]{64}");
    assertThat(first).contains("Status: Downloaded newer image for " + image("tut/busybox:1"));
    var second = docker.run("pull", image("tut/busybox:2")).ok().out();
    assertThat(second).containsOnlyOnce("Already exists").contains("Pull complete");
    var again = docker.run("pull", image("tut/busybox:2")).ok().out();
    assertThat(again).contains("Status: Image is up to date for " + image("tut/busybox:2"));
  }

  @Test
  @Order(2)
  void pullByDigest() {
    var pull = docker.ok("pull", image("tut/busybox:1"));
    var digest = pull.lines().filter(line -> line.startsWith("Digest: ")).findFirst().orElseThrow();
    var reference = image("tut/busybox") + "@" + digest.substring("Digest: ".length());
    assertThat(docker.ok("pull", reference)).contains(digest).contains(reference);
    assertThat(docker.ok("run", "--rm", reference, "cat", "/layer")).isEqualTo("one");
    assertThat(docker.ok("inspect", "-f", "{{.RepoDigests}}", image("tut/busybox:1")))
        .contains(reference);
  }

  @Test
  @Order(3)
  void anIndexGivesThisMachinesImage() {
    var multi = pulled("tut/busybox:multi");
    assertThat(docker.ok("run", "--rm", multi, "cat", "/layer")).isEqualTo("one");
  }

  @Test
  @Order(4)
  void listImages() {
    assertThat(docker.ok("images", "--format", "{{.Repository}}:{{.Tag}}").lines())
        .contains(image("tut/busybox:1"), image("tut/busybox:2"));
    assertThat(docker.ok("images", "-q", image("tut/busybox:1"))).matches("[0-9a-f]{12}");
    assertThat(docker.ok("images", "-q", "--filter", "reference=*/tut/busybox:2").lines())
        .hasSize(1);
    assertThat(docker.ok("images")).contains("IMAGE ID").containsPattern("years ago +[0-9.]+MB");
  }

  @Test
  @Order(5)
  void talkToPythonsPrompt() {
    var python = pulled("tut/python:3");
    try (var terminal = docker.terminal(24, 80, "run", "-it", "--rm", python)) {
      terminal.expect(">>> ").type("print(6*7)\n").expect("\r\n42\r\n").expect(">>> ");
      terminal.type("exit()\n");
      assertThat(terminal.exit()).isZero();
    }
    assertThat(docker.ok("ps", "-aq")).isEmpty();
  }

  @Test
  @Order(6)
  void serveAPage() throws Exception {
    var nginx = pulled("tut/nginx:1");
    var port = portNear8080();
    var published = port + ":80";
    var id = docker.ok("run", "-d", "--name", "web-server", "-p", published, nginx);
    assertThat(id).matches("[0-9a-f]{64}");
    assertThat(fetchWhenUp(port)).contains(NGINX_SAYS);

    var ps = docker.ok("ps");
    assertThat(ps.lines().toList().getFirst())
        .containsPattern("CONTAINER ID +IMAGE +COMMAND +CREATED +STATUS +PORTS +NAMES");
    assertThat(ps).contains(id.substring(0, 12), nginx, "\"nginx -g 'daemon of…\"", "web-server");
    assertThat(ps).containsPattern("Up (Less than a second|\\d+ seconds?)");
    assertThat(ps).contains("0.0.0.0:" + port + "->80/tcp");
    assertThat(docker.ok("port", "web-server", "80")).contains("0.0.0.0:" + port);

    assertThat(docker.ok("stop", "web-server")).isEqualTo("web-server");
    assertThatThrownBy(() -> fetch(port)).isInstanceOf(java.net.ConnectException.class);
    assertThat(docker.ok("ps", "-q")).isEmpty();
    assertThat(docker.ok("ps", "-a")).containsPattern("Exited \\(0\\) .*ago");

    assertThat(docker.ok("start", "web-server")).isEqualTo("web-server");
    assertThat(fetchWhenUp(port)).contains(NGINX_SAYS);
    assertThat(docker.ok("logs", "web-server")).contains("GET / HTTP/1.1");

    var refused = docker.run("rm", "web-server").exits(1);
    assertThat(refused.err()).containsIgnoringCase("stop the container before");
    assertThat(docker.ok("exec", "web-server", "cat", "/var/www/html/index.html"))
        .contains(NGINX_SAYS);
    assertThat(docker.ok("rm", "-f", "web-server")).isEqualTo("web-server");
    assertThatThrownBy(() -> fetch(port)).isInstanceOf(java.net.ConnectException.class);
  }

  @Test
  @Order(7)
  void publishWithoutChoosingThePort() throws Exception {
    var nginx = pulled("tut/nginx:1");
    docker.ok("run", "-d", "--name", "any-port", "-P", nginx);
    var address = docker.ok("port", "any-port", "80/tcp").lines().findFirst().orElseThrow();
    var port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    assertThat(fetchWhenUp(port)).contains(NGINX_SAYS);
  }

  @Test
  @Order(8)
  void aTakenPortIsToldAndLeavesNothingRunning() throws IOException {
    var busybox = pulled("tut/busybox:1");
    var port = TestRegistry.freePort();
    docker.ok("run", "-d", "--name", "holds", "-p", port + ":80", busybox, "sleep", "1000");
    var clash =
        docker.run("run", "-d", "--name", "wants", "-p", port + ":80", busybox, "sleep", "1000");
    assertThat(clash.exit()).isEqualTo(125);
    assertThat(clash.err()).contains("port is already allocated").contains("" + port);
    assertThat(docker.ok("ps", "-a", "--filter", "name=wants", "--format", "{{.Status}}"))
        .isEqualTo("Created");
    docker.ok("rm", "-f", "holds");
    assertThat(docker.ok("start", "wants")).isEqualTo("wants");
  }

  @Test
  @Order(9)
  void executeInARunningContainer() {
    var busybox = pulled("tut/busybox:1");
    docker.ok("run", "-d", "--name", "host", busybox, "sleep", "1000");
    assertThat(docker.ok("exec", "-e", "GREETING=hi", "host", "sh", "-c", "echo $GREETING"))
        .isEqualTo("hi");
    assertThat(docker.ok("exec", "-w", "/etc", "host", "pwd")).isEqualTo("/etc");
    assertThat(docker.ok("exec", "-u", "tester", "host", "id", "-un")).isEqualTo("tester");
    assertThat(docker.ok("exec", "-u", "1234:5678", "host", "id", "-g")).isEqualTo("5678");
    docker.run("exec", "host", "sh", "-c", "exit 7").exits(7);
    assertThat(docker.feed("typed", "exec", "-i", "host", "cat").ok().out()).isEqualTo("typed");
    var apart = docker.run("exec", "host", "sh", "-c", "echo out; echo err >&2").ok();
    assertThat(apart.out()).isEqualTo("out\n");
    assertThat(apart.err()).isEqualTo("err\n");
    assertThat(docker.run("exec", "host", "no-such-command").exit()).isIn(126, 127);
    docker.ok("exec", "-d", "host", "sh", "-c", "echo later > /tmp/later; sleep 1000");
    assertThat(docker.ok("exec", "host", "sh", "-c", "sleep 0.5; cat /tmp/later"))
        .isEqualTo("later");
    docker.ok("stop", "-t", "0", "host");
    assertThat(docker.run("exec", "host", "true").exits(1).err()).contains("is not running");
  }

  @Test
  @Order(10)
  void aShellOnATerminal() {
    var nginx = pulled("tut/nginx:1");
    docker.ok("run", "-d", "--name", "shell", nginx);
    try (var terminal = docker.terminal(31, 99, "exec", "-it", "shell", "sh")) {
      terminal.expect("# ").type("sleep 0.3; stty size\n").expect("\r\n31 99\r\n");
      terminal.resize(40, 120);
      terminal.type("sleep 0.3; stty size\n").expect("\r\n40 120\r\n");
      terminal.type("tty\n").expect("/dev/pts/\\d+");
      terminal.type("echo going to sl''eep; sleep 1000\n").expect("going to sleep\r\n");
      terminal.type("\u0003").expect("# ").type("echo status=$?\n").expect("\r\nstatus=130\r\n");
      terminal.type("exit 5\n");
      assertThat(terminal.exit()).isEqualTo(5);
    }
  }

  @Test
  @Order(11)
  void aTerminalFromTheStartAndDetaching() throws Exception {
    var busybox = pulled("tut/busybox:1");
    try (var terminal =
        docker.terminal(33, 101, "run", "-it", "--name", "detached", busybox, "sh")) {
      terminal.expect("# ").type("sleep 0.3; stty size\n").expect("\r\n33 101\r\n");
      terminal.type("\u0010");
      Thread.sleep(200); // keys of one read are text, not the escape sequence
      terminal.type("\u0011");
      assertThat(terminal.exit()).isZero();
    }
    assertThat(docker.ok("ps", "-q", "--filter", "name=detached")).isNotEmpty();
    try (var terminal = docker.terminal(24, 80, "attach", "detached")) {
      terminal.type("echo bac''k\n").expect("\r\nback\r\n").type("exit 4\n");
      assertThat(terminal.exit()).isEqualTo(4);
    }
    assertThat(docker.ok("wait", "detached")).isEqualTo("4");
  }

  @Test
  @Order(12)
  void layersAsInspectAndHistoryTell() {
    var one = layers(pulled("tut/busybox:1"));
    var two = layers(pulled("tut/busybox:2"));
    assertThat(one).hasSize(2).allMatch(layer -> layer.matches("sha256:[0-9a-f]{64}"));
    assertThat(two).hasSize(3).startsWith(one[0]).doesNotContain(one[1]);
    assertThat(docker.ok("history", "--no-trunc", image("tut/busybox:2")))
        .contains("drop /etc/hello", "add /layer two", "base of busybox");
    assertThat(docker.ok("inspect", "-f", "{{json .Config.Cmd}}", image("tut/busybox:2")))
        .isEqualTo("[\"sh\"]");
  }

  @Test
  @Order(13)
  void diffOfAContainer() {
    var busybox = pulled("tut/busybox:1");
    docker.ok(
        "run",
        "--name",
        "changed",
        busybox,
        "sh",
        "-c",
        "echo new > /srv-new; echo more >> /layer; rm /etc/hello; mkdir /tmp/made");
    assertThat(docker.ok("diff", "changed").lines())
        .contains("A /srv-new", "C /layer", "D /etc/hello", "C /etc", "A /tmp/made", "C /tmp");
    assertThat(docker.ok("diff", "changed")).doesNotContain("busybox");
  }

  @Test
  @Order(14)
  void logsOfAnExitedContainer() {
    var busybox = pulled("tut/busybox:1");
    docker
        .run(
            "run",
            "-d",
            "--name",
            "talked",
            busybox,
            "sh",
            "-c",
            "echo one; echo wrong >&2; echo two; printf three")
        .ok();
    docker.ok("wait", "talked");
    var logs = docker.run("logs", "talked").ok();
    assertThat(logs.out()).isEqualTo("one\ntwo\nthree");
    assertThat(logs.err()).isEqualTo("wrong\n");
    assertThat(docker.run("logs", "--tail", "1", "talked").ok().out()).isEqualTo("three");
    assertThat(docker.ok("logs", "--since", "1h", "talked")).isEqualTo("one\ntwo\nthree");
    assertThat(docker.ok("logs", "--until", "1h", "talked")).isEmpty();
    assertThat(docker.ok("logs", "--since", "2100-01-01T00:00:00Z", "talked")).isEmpty();
    assertThat(docker.ok("logs", "-t", "talked").lines().findFirst().orElseThrow())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d+Z one");
    assertThat(docker.ok("logs", "-f", "talked")).isEqualTo("one\ntwo\nthree");
  }

  @Test
  @Order(15)
  void followTheLogOfARunningContainer() throws Exception {
    var busybox = pulled("tut/busybox:1");
    docker.ok(
        "run",
        "-d",
        "--name",
        "talks",
        busybox,
        "sh",
        "-c",
        "echo begin; while [ ! -e /go ]; do sleep 0.1; done; echo end");
    var follow = docker.start("logs", "-f", "talks");
    try (var lines = follow.inputReader()) {
      assertThat(lines.readLine()).isEqualTo("begin");
      docker.ok("exec", "talks", "touch", "/go");
      assertThat(lines.readLine()).isEqualTo("end");
      assertThat(lines.readLine()).isNull();
    } finally {
      follow.destroyForcibly().waitFor();
    }
  }

  @Test
  @Order(16)
  void threeContainersAreIndependent() {
    var busybox = pulled("tut/busybox:1");
    for (var name : new String[] {"red", "green", "blue"}) {
      docker.ok("run", "-d", "--name", name, busybox, "sleep", "1000");
      docker.ok("exec", name, "sh", "-c", "echo " + name + " > /layer; hostname > /tmp/host");
    }
    for (var name : new String[] {"red", "green", "blue"}) {
      assertThat(docker.ok("exec", name, "cat", "/layer")).isEqualTo(name);
      assertThat(docker.ok("exec", name, "cat", "/tmp/host"))
          .isEqualTo(docker.ok("ps", "-q", "--filter", "name=" + name));
      assertThat(docker.ok("exec", name, "sh", "-c", "ps | grep -c '[s]leep 1000'")).isEqualTo("1");
    }
    docker.ok("rm", "-f", "red");
    assertThat(docker.ok("exec", "green", "cat", "/layer")).isEqualTo("green");
    assertThat(docker.ok("run", "--rm", busybox, "cat", "/layer")).isEqualTo("one");
  }

  @Test
  @Order(17)
  void exitStatuses() {
    var busybox = pulled("tut/busybox:1");
    docker.run("run", "--rm", busybox, "true").exits(0);
    docker.run("run", "--rm", busybox, "sh", "-c", "exit 3").exits(3);
    docker.run("run", "--rm", "--no-such-flag", busybox).exits(125);
    docker.run("run", "--rm", "--name", "no good", busybox).exits(125);
    assertThat(docker.run("run", "--rm", busybox, "/etc/passwd").exits(126).err())
        .contains("permission denied");
    assertThat(docker.run("run", "--rm", busybox, "no-such-command").exits(127).err())
        .contains("executable file not found in $PATH");
    docker.run("run", "--rm", busybox, "/no/such/file").exits(127);
    docker.run("run", "--rm", busybox, "sh", "-c", "sh -c 'kill -9 $$'; exit $?").exits(137);
    docker
        .run("run", "--rm", busybox, "sh", "-c", "sleep 1000 & kill -TERM $!; wait $!")
        .exits(143);
    assertThat(docker.ok("ps", "-aq")).isEmpty();
  }

  @Test
  @Order(18)
  void whatRunCanSet() {
    var busybox = pulled("tut/busybox:1");
    assertThat(docker.ok("run", "--rm", "-e", "A=b c", busybox, "sh", "-c", "echo \"$A\""))
        .isEqualTo("b c");
    assertThat(docker.ok("run", "--rm", "-w", "/made/up", busybox, "pwd")).isEqualTo("/made/up");
    assertThat(docker.ok("run", "--rm", "-u", "tester", busybox, "id"))
        .startsWith("uid=1000(tester) gid=1000(tester) groups=")
        .contains("29(audio)");
    assertThat(docker.ok("run", "--rm", "--hostname", "box", busybox, "hostname")).isEqualTo("box");
    assertThat(docker.ok("run", "--rm", "--entrypoint", "echo", busybox, "x")).isEqualTo("x");
    assertThat(docker.ok("run", "--rm", "--network", "none", busybox, "ls", "/sys/class/net"))
        .isEqualTo("lo");
    assertThat(docker.ok("run", "--rm", busybox, "ls", "/sys/class/net").lines())
        .containsExactlyInAnyOrder("eth0", "lo");
    assertThat(docker.feed("hello", "run", "-i", "--rm", busybox, "cat").ok().out())
        .isEqualTo("hello");
    assertThat(docker.ok("run", "--rm", pulled("tut/busybox:tester"))).isEqualTo("entry point");
    assertThat(docker.ok("run", "--rm", image("tut/busybox:tester"), "mine"))
        .isEqualTo("entry mine");
  }

  @Test
  @Order(19)
  void bindAFolderOfTheHost() throws Exception {
    var busybox = pulled("tut/busybox:1");
    var folder = java.nio.file.Files.createTempDirectory("berth-bind");
    var file = folder.resolve("file");
    try {
      docker.ok(
          "run", "--rm", "-v", folder + ":/data", busybox, "sh", "-c", "echo in > /data/file");
      assertThat(file).hasContent("in");
      var readOnly =
          docker.run("run", "--rm", "-v", folder + ":/data:ro", busybox, "touch", "/data/no");
      assertThat(readOnly.exits(1).err()).contains("Read-only file system");
    } finally {
      java.nio.file.Files.deleteIfExists(file);
      java.nio.file.Files.delete(folder);
    }
  }

  @Test
  @Order(20)
  void removedWhenItEnds() {
    var busybox = pulled("tut/busybox:1");
    docker.ok("run", "--rm", "--name", "brief", busybox, "true");
    assertThat(docker.run("inspect", "brief").exits(1).err()).contains("No such object: brief");
  }

  @Test
  @Order(21)
  void namesAndRenaming() {
    var busybox = pulled("tut/busybox:1");
    var id = docker.ok("create", busybox);
    assertThat(docker.ok("inspect", "-f", "{{.Name}}", id)).matches("/[a-z]+_[a-z]+\\d?");
    docker.ok("rename", id, "chosen");
    assertThat(docker.ok("inspect", "-f", "{{.Id}}", "chosen")).isEqualTo(id);
    assertThat(docker.run("create", "--name", "chosen", busybox).exits(1).err())
        .contains("Conflict. The container name \"/chosen\" is already in use by container")
        .contains("You have to remove (or rename) that container");
    assertThat(docker.ok("rm", id.substring(0, 6))).isEqualTo(id.substring(0, 6));
  }

  @Test
  @Order(22)
  void pauseAndGoOn() {
    var busybox = pulled("tut/busybox:1");
    docker.ok("run", "-d", "--name", "dozes", busybox, "sleep", "1000");
    docker.ok("pause", "dozes");
    assertThat(docker.ok("ps", "--format", "{{.Status}}")).endsWith("(Paused)");
    assertThat(docker.run("exec", "dozes", "true").exits(1).err()).contains("is paused");
    docker.ok("unpause", "dozes");
    docker.ok("exec", "dozes", "true");
    assertThat(docker.ok("ps", "--format", "{{.Status}}")).doesNotContain("Paused");
  }

  @Test
  @Order(23)
  void stopKillRestartAndWait() {
    var busybox = pulled("tut/busybox:1");
    docker.ok(
        "run",
        "-d",
        "--name",
        "polite",
        busybox,
        "sh",
        "-c",
        "trap 'exit 9' TERM; trap 'echo usr' USR1; while :; do sleep 0.1; done");
    var started = docker.ok("inspect", "-f", "{{.State.StartedAt}}", "polite");
    docker.ok("kill", "-s", "USR1", "polite");
    assertThat(docker.ok("exec", "polite", "sleep", "0.5")).isEmpty();
    assertThat(docker.ok("logs", "polite")).isEqualTo("usr");
    docker.ok("restart", "polite");
    assertThat(docker.ok("inspect", "-f", "{{.State.StartedAt}}", "polite")).isNotEqualTo(started);
    docker.ok("stop", "polite");
    assertThat(docker.ok("wait", "polite")).isEqualTo("9");
    docker.ok("start", "polite");
    docker.ok("kill", "polite");
    assertThat(docker.ok("wait", "polite")).isEqualTo("137");
    assertThat(docker.run("kill", "polite").exits(1).err()).contains("is not running");
  }

  @Test
  @Order(24)
  void processesOfAContainer() {
    var busybox = pulled("tut/busybox:1");
    docker.ok("run", "-d", "--name", "busy", busybox, "sleep", "4321");
    assertThat(docker.ok("top", "busy").lines().toList().getFirst()).contains("PID", "CMD");
    assertThat(docker.ok("top", "busy")).contains("sleep 4321");
    assertThat(docker.ok("top", "busy", "-o", "pid,comm")).contains("COMMAND", "sleep");
  }

  @Test
  @Order(25)
  void eventsOfARun() {
    var busybox = pulled("tut/busybox:1");
    var since = docker.ok("info", "-f", "{{.SystemTime}}");
    docker.run("run", "--rm", "--name", "noted", busybox, "sh", "-c", "exit 6").exits(6);
    var events =
        docker.events(
            since,
            "{{.Action}} {{.Actor.Attributes.name}} {{.Actor.Attributes.exitCode}}",
            "type=container");
    assertThat(events.lines().map(line -> line.replace(" <no value>", "").strip()))
        .containsSubsequence("create noted", "start noted", "die noted 6", "destroy noted");
  }

  @Test
  @Order(26)
  void whatTheEngineSaysOfItself() {
    var busybox = pulled("tut/busybox:1");
    assertThat(docker.ok("version", "-f", "{{.Server.Os}}")).isEqualTo("linux");
    var before = Integer.parseInt(docker.ok("info", "-f", "{{.ContainersRunning}}"));
    docker.ok("run", "-d", busybox, "sleep", "1000");
    assertThat(docker.ok("info", "-f", "{{.ContainersRunning}}")).isEqualTo("" + (before + 1));
    assertThat(docker.ok("info", "-f", "{{.OSType}}")).isEqualTo("linux");
    assertThat(docker.ok("info")).contains("Storage Driver: overlay");
    assertThat(docker.ok("system", "df")).containsPattern("Images +\\d+").contains("Containers");
    assertThat(docker.ok("system", "df", "-v")).contains("tut/busybox");
  }

  @Test
  @Order(27)
  void tagAndRemoveImages() {
    var busybox = pulled("tut/busybox:2");
    docker.ok("tag", busybox, "mine:first");
    assertThat(docker.ok("images", "-q", "mine:first"))
        .isEqualTo(docker.ok("images", "-q", busybox));
    docker.ok("create", "--name", "uses", "mine:first");
    assertThat(docker.ok("rmi", busybox)).contains("Untagged: " + busybox);
    assertThat(docker.run("rmi", "mine:first").exits(1).err())
        .contains("conflict: unable to remove repository reference \"mine:first\" (must force)");
    docker.ok("rm", "uses");
    assertThat(docker.ok("rmi", "mine:first")).contains("Untagged: mine:first", "Deleted: sha256:");
    assertThat(docker.run("rmi", "mine:first").exits(1).err()).contains("No such image");
    assertThat(docker.run("inspect", "mine:first").exits(1).err()).contains("No such object");
    assertThat(docker.ok("run", "--rm", image("tut/busybox:1"), "cat", "/layer")).isEqualTo("one");
  }

  @Test
  @Order(28)
  void loadAndImport() throws Exception {
    var layer = tar("hello", "loaded\n");
    var diffId = "sha256:" + sha256(layer);
    var config =
        "{\"architecture\":\"%s\",\"os\":\"linux\",\"config\":{\"Cmd\":[\"/x\"]},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"%s\"]}}"
            .formatted(docker.ok("version", "-f", "{{.Server.Arch}}"), diffId);
    var manifest =
        "[{\"Config\":\"config.json\",\"RepoTags\":[\"loaded:1\"],\"Layers\":[\"one/layer.tar\"]}]";
    var archive = tar("config.json", config, "one/layer.tar", layer, "manifest.json", manifest);
    assertThat(docker.feed(archive, "load").ok().out()).contains("Loaded image: loaded:1");
    assertThat(docker.ok("inspect", "-f", "{{index .RootFS.Layers 0}}", "loaded:1"))
        .isEqualTo(diffId);

    var busybox = pulled("tut/busybox:1");
    var imported = docker.feed(layer, "import", "-", "imported:1").ok().text();
    assertThat(imported).matches("sha256:[0-9a-f]{64}");
    assertThat(docker.run("run", "--rm", "imported:1", "/hello").exit()).isEqualTo(126);
    docker.ok("rmi", "loaded:1", "imported:1");
    docker.ok("run", "--rm", busybox, "true");
  }

  @Test
  @Order(29)
  void runPullsWhatIsMissing() {
    docker.run("rmi", "-f", image("tut/busybox:zstd"));
    var run = docker.run("run", "--rm", image("tut/busybox:2"), "cat", "/layer").ok();
    assertThat(run.out()).isEqualTo("two\n");
    assertThat(run.err()).contains("Unable to find image", "Downloaded newer image");
  }

  private int portNear8080() throws IOException {
    try (var socket = new java.net.ServerSocket(8080)) {
      return socket.getLocalPort();
    } catch (IOException taken) {
      return TestRegistry.freePort();
    }
  }

  private String[] layers(String image) {
    return docker
        .ok("inspect", "-f", "{{range .RootFS.Layers}}{{println .}}{{end}}", image)
        .split("\n");
  }

  private static String sha256(byte[] bytes) throws Exception {
    return java.util.HexFormat.of()
        .formatHex(java.security.MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
