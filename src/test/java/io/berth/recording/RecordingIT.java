package io.berth.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.security.Role;
import io.berth.security.Users;
import io.berth.settings.Settings;
import io.berth.testing.BusyboxRoot;
import io.berth.testing.DashboardClient;
import io.berth.testing.DashboardClient.Socket;
import io.berth.testing.Docker;
import io.berth.testing.RawHttp;
import io.berth.testing.RunningBerth;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What people see in terminals is written down, by whatever door they come, or they see nothing.
 */
class RecordingIT {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static RunningBerth berth;
  private static Docker docker;
  private static DashboardClient ann;
  private static DashboardClient bob;
  private static DashboardClient chief;
  private static String container;

  @BeforeAll
  static void start() throws Exception {
    berth = RunningBerth.start("--berth.terminals.largest-recording=64KB");
    docker = berth.docker();
    docker.feed(BusyboxRoot.tar(), "import", "-", "box:1").exits(0);
    container = docker.ok("run", "-dit", "--name", "box", "box:1", "sh");
    ann = person("ann", Role.OPERATOR);
    bob = person("bob", Role.OPERATOR);
    chief = person("chief", Role.ADMINISTRATOR);
  }

  private static DashboardClient person(String name, Role role) throws Exception {
    String base = "http://localhost:" + berth.port();
    return DashboardClient.login(base, name, berth.bean(Users.class).create(name, role));
  }

  @AfterAll
  static void stop() {
    berth.close();
  }

  @BeforeEach
  void turnOn() {
    turn(true);
  }

  private static void turn(boolean on) {
    berth.bean(Settings.class).turn("record-terminals", on);
  }

  private static Path folder() {
    return berth.root().resolve("recordings");
  }

  private static Socket shell(DashboardClient person) {
    return person.open("/ws/containers/" + container + "/exec?rows=30&columns=100");
  }

  /** As the administrator of the socket sees them. */
  private static List<JsonNode> all() throws IOException {
    return JSON.readTree(api("GET /api/recordings").body()).valueStream().toList();
  }

  private static RawHttp.Answer api(String request) throws IOException {
    return RawHttp.request(berth.socket(), request, "");
  }

  /** The newest, when it has ended. */
  private static JsonNode ended() throws Exception {
    for (int i = 0; i < 200 && all().getFirst().get("endedAt").isNull(); i++) {
      Thread.sleep(50);
    }
    return all().getFirst();
  }

  private static Cast cast(JsonNode recording) throws IOException {
    return Cast.read(folder().resolve(recording.get("id").asString() + ".cast"));
  }

  @Test
  void aTerminalOfTheDashboardIsRecordedAsItWasSeen() throws Exception {
    Socket terminal = shell(ann);
    terminal.expect("\"type\":\"recorded\"");
    terminal.type("printf 'caf\\303'; sleep 0.3; printf '\\251 \\360\\237'; sleep 0.3;");
    terminal.type("printf '\\230\\200 \\377\\000\\300\\200\\033[1mbold\\033[0m done-%s\\n' 1\n");
    terminal.expect("done-1\\s");
    terminal.say("{\"type\":\"resize\",\"rows\":40,\"columns\":120}");
    terminal.type("stty size; exit 3\n").expect("40 120");
    terminal.expect("\"type\":\"exit\",\"code\":3");
    terminal.awaitEnd();

    JsonNode recording = ended();
    Cast cast = cast(recording);
    assertThat(cast.output())
        .isEqualTo(new String(terminal.bytes(), StandardCharsets.UTF_8))
        .contains("café 😀 \ufffd\0\ufffd\ufffd\u001b[1mbold\u001b[0m done-1");
    assertThat(cast.header().get("width").asInt()).isEqualTo(100);
    assertThat(cast.header().get("height").asInt()).isEqualTo(30);
    assertThat(cast.sizes()).contains("120x40");
    assertThat(recording.get("who").asString()).isEqualTo("ann");
    assertThat(recording.get("containerName").asString()).isEqualTo("box");
    assertThat(recording.get("program").asString()).isEqualTo("/bin/sh");
    assertThat(recording.get("ending").asString()).isEqualTo("NONE");
    Path file = folder().resolve(recording.get("id").asString() + ".cast");
    assertThat(recording.get("size").asLong()).isEqualTo(Files.size(file));
    assertThat(mode(file)).isEqualTo("rw-------");
    assertThat(mode(folder())).isEqualTo("rwx------");
    assertThat(api("GET /api/recordings/" + recording.get("id").asString() + "/cast").body())
        .isEqualTo(Files.readString(file));
    assertThat(api("GET /api/audit?action=recording.begin").body())
        .contains("recording=" + recording.get("id").asString(), "\"user\":\"ann\"");
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void whatIsTypedWithoutBeingShownIsNotRecorded() throws Exception {
    Socket terminal = shell(ann);
    terminal.type("stty -echo; echo ready-$((1+1))\n").expect("ready-2");
    terminal.type("read secret; stty echo; echo got-${#secret}; exit\n");
    terminal.type("hunter2hunter2\n").expect("got-14");
    terminal.awaitEnd();
    assertThat(cast(ended()).output()).contains("got-14").doesNotContain("hunter2");
  }

  @Test
  void theDockerCommandIsNoWayAround() throws Exception {
    try (var terminal = docker.terminal(30, 100, "exec", "-it", "box", "sh")) {
      terminal.expect("berth: this session is recorded");
      terminal.type("echo by-docker-$((6*7)); stty size; exit 4\n").expect("by-docker-42");
      assertThat(terminal.exit()).isEqualTo(4);
    }
    JsonNode exec = ended();
    assertThat(cast(exec).output()).contains("by-docker-42", "30 100");
    assertThat(cast(exec).sizes()).contains("100x30");
    assertThat(exec.get("terminal").asBoolean()).isTrue();

    docker.feed("echo piped-$((6*7)); echo err >&2\n", "exec", "-i", "box", "sh").exits(0);
    assertThat(ended().get("terminal").asBoolean()).isFalse();
    assertThat(cast(ended()).output()).contains("piped-42\n", "err\n");

    docker.feed("echo run-$((6*7))\n", "run", "-i", "--rm", "box:1", "sh").exits(0);
    assertThat(cast(ended()).output()).isEqualTo("run-42\n");

    Socket main = ann.open("/ws/containers/" + container + "/exec?exec=main&rows=20&columns=70");
    main.expect("\"type\":\"recorded\"");
    main.type("echo main-$((6*7))\n").expect("main-42");
    assertThat(cast(all().getFirst()).output()).contains("main-42");
    assertThat(all().getFirst().get("containerId").asString()).isEqualTo(container);
    main.drop();
  }

  @Test
  void onlySessionsAreRecorded() throws Exception {
    int before = all().size();
    assertThat(docker.ok("exec", "box", "echo", "x")).isEqualTo("x");
    docker.ok("run", "--rm", "box:1", "sh", "-c", "true");
    turn(false);
    docker.feed("echo quiet\n", "exec", "-i", "box", "sh").exits(0);
    Socket terminal = shell(ann);
    terminal.type("exit\n").awaitEnd();
    assertThat(terminal.screen()).doesNotContain("\"recorded\"");
    assertThat(all()).hasSize(before);
  }

  @Test
  void aTerminalEndsAtTheLargestSizeAndAStreamGoesOn() throws Exception {
    Socket terminal = shell(ann);
    String exec = terminal.expect("\"type\":\"exec\",\"id\":\"(\\w+)\"");
    terminal.type("while :; do echo 0123456789; done\n");
    terminal.expect("\"type\":\"error\",\"message\":\"this session has ended: it is recorded");
    terminal.awaitEnd();
    JsonNode recording = ended();
    assertThat(recording.get("ending").asString()).isEqualTo("FULL");
    assertThat(recording.get("size").asLong()).isBetween(50_000L, 64L << 10);
    assertThat(cast(recording).events().getLast().data()).contains("it reached 64 KiB");
    awaitEnd(exec);

    String piped =
        docker.feed("", "exec", "-i", "box", "sh", "-c", "printf %0300000d 0").ok().out();
    assertThat(piped).hasSize(300_000);
    assertThat(ended().get("ending").asString()).isEqualTo("FULL");
  }

  private static void awaitEnd(String exec) throws Exception {
    for (int i = 0; i < 300; i++) {
      if (api("GET /exec/" + exec + "/json").body().contains("\"Running\":false")) {
        return;
      }
      Thread.sleep(50);
    }
    throw new AssertionError("the shell goes on without anybody");
  }

  @Test
  void whatCannotBeRecordedIsNotShown() throws Exception {
    shell(ann).type("exit\n").awaitEnd();
    sh("mount -t tmpfs -o size=64k none " + folder());
    try {
      Socket terminal = shell(ann);
      String exec = terminal.expect("\"type\":\"exec\",\"id\":\"(\\w+)\"");
      terminal.type("echo fine-$((1+1))\n").expect("fine-2");
      sh("head -c 100000 /dev/zero > " + folder() + "/filler || true");
      terminal.type("while :; do echo 0123456789; done\n");
      terminal.expect("its recording could not be written: No space left on device");
      terminal.awaitEnd();
      assertThat(ended().get("ending").asString()).isEqualTo("FAILED");
      assertThat(cast(ended()).output()).contains("fine-2");
      awaitEnd(exec);

      int before = all().size();
      Socket refused = shell(ann);
      refused.expect("this one's recording cannot be written: No space left on device");
      refused.awaitEnd();
      var command = docker.feed("echo shown\n", "exec", "-i", "box", "sh");
      assertThat(command.out() + command.err())
          .contains("this one's recording cannot be written")
          .doesNotContain("shown");
      assertThat(command.exit()).as(command.err()).isEqualTo(126);
      var run = docker.feed("echo shown\n", "run", "-i", "--rm", "box:1", "sh");
      assertThat(run.exit()).isNotZero(); // the command does not show why an attach was refused
      assertThat(run.out()).isEmpty();
      assertThat(all()).hasSize(before);
    } finally {
      sh("umount " + folder());
    }
  }

  private static void sh(String script) throws Exception {
    assertThat(new ProcessBuilder("sh", "-c", script).start().waitFor()).isZero();
  }

  @Test
  void peopleSeeTheirOwnAndAdministratorsAll() throws Exception {
    Socket terminal = shell(ann);
    terminal.type("exit\n").awaitEnd();
    String id = ended().get("id").asString();
    String page = "/dashboard/recordings/" + id;
    assertThat(ann.page("/dashboard/recordings").body()).contains(page);
    assertThat(ann.page(page).statusCode()).isEqualTo(200);
    assertThat(bob.page("/dashboard/recordings").body()).doesNotContain(id);
    assertThat(bob.page(page).statusCode()).isEqualTo(404);
    assertThat(bob.page(page + "/cast").statusCode()).isEqualTo(404);
    assertThat(ann.request("POST", page + "/delete").statusCode()).isEqualTo(403);
    assertThat(chief.page(page + "/cast").body()).contains("\"version\":2");
    assertThat(api("GET /api/audit?action=recording.view").body())
        .contains("\"user\":\"chief\"", id, "of=ann");
    assertThat(chief.request("POST", page + "/delete").statusCode()).isEqualTo(302);
    assertThat(chief.page(page).statusCode()).isEqualTo(404);
    assertThat(folder().resolve(id + ".cast")).doesNotExist();
    assertThat(api("GET /api/audit?action=recording.delete").body()).contains(id);
  }

  @Test
  void oneThatIsBeingWrittenIsPlayedAndNotDeleted() throws Exception {
    Socket terminal = shell(ann);
    terminal.type("echo open-$((6*7))\n").expect("open-42");
    String id = all().getFirst().get("id").asString();
    assertThat(chief.page("/dashboard/recordings/" + id + "/cast").body()).contains("open-42");
    assertThat(api("DELETE /api/recordings/" + id).status()).isEqualTo(409);
    terminal.type("exit\n").awaitEnd();
    ended();
    assertThat(api("DELETE /api/recordings/" + id).status()).isEqualTo(204);
    assertThat(api("GET /api/recordings/" + id).status()).isEqualTo(404);
  }
}
