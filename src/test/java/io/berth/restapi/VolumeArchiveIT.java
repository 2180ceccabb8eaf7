package io.berth.restapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.security.Role;
import io.berth.testing.BusyboxRoot;
import io.berth.testing.Docker;
import io.berth.testing.RunningBerth;
import io.berth.testing.Tars;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Backups of volumes, for programs. */
class VolumeArchiveIT {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static RunningBerth berth;
  private static Docker docker;
  private static String operator;
  private static String viewer;

  @BeforeAll
  static void start() throws IOException {
    berth = RunningBerth.start();
    docker = berth.docker();
    docker.feed(BusyboxRoot.tar(), "import", "-", "box").ok();
    operator = berth.basic("olga", Role.OPERATOR);
    viewer = berth.basic("vera", Role.VIEWER);
  }

  @AfterAll
  static void stop() {
    berth.close();
  }

  @AfterEach
  void remove() {
    docker.run("rm", "-f", "c1");
    docker.run("volume", "rm", "data", "copy");
  }

  private static HttpResponse<byte[]> ask(String who, String method, String path, byte[] body)
      throws IOException, InterruptedException {
    var uri = URI.create("http://localhost:" + berth.port() + "/api/volumes/" + path);
    return CLIENT.send(
        HttpRequest.newBuilder(uri)
            .header("Authorization", who)
            .method(method, BodyPublishers.ofByteArray(body))
            .build(),
        BodyHandlers.ofByteArray());
  }

  private static byte[] save(String path) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer = ask(operator, "GET", path, new byte[0]);
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  private static String refusal(String path, byte[] body, int status)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> answer = ask(operator, "PUT", path, body);
    String words = new String(answer.body(), StandardCharsets.UTF_8);
    assertThat(answer.statusCode()).as(words).isEqualTo(status);
    return words;
  }

  private static String in(String volume, String script) {
    return docker.ok("run", "--rm", "-v", volume + ":/data", "box", "sh", "-c", script);
  }

  @Test
  void aBackupBringsEverythingBackWithOwnersModesAndLinks() throws Exception {
    in(
        "data",
        "cd /data && mkdir -p a/b && echo one >a/b/f && ln a/b/f twin && ln -s a/b/f link"
            + " && chown -h 7:8 link && chown 7:8 a/b/f && chmod 4750 a/b/f && mkfifo p"
            + " && chown 70:70 . && chmod 700 .");
    String look = "cd /data && stat -c '%n %u:%g %a %h' . a/b/f p && readlink link && cat twin";
    String before = in("data", look);
    byte[] backup = save("data/archive");
    docker.ok("volume", "create", "copy");
    assertThat(ask(operator, "PUT", "copy/archive", backup).statusCode()).isEqualTo(204);
    assertThat(in("copy", look)).isEqualTo(before).contains(". 70:70 700");
  }

  @Test
  void whatIsThereIsReplacedOnlyWhereThatIsSaid() throws Exception {
    in("data", "echo old >/data/old");
    byte[] archive = new Tars().file("new", "fresh").gzip();
    assertThat(refusal("data/archive", archive, 409)).contains("not empty");
    assertThat(ask(operator, "PUT", "data/archive?replace=true", archive).statusCode())
        .isEqualTo(204);
    assertThat(in("data", "ls /data; cat /data/new")).isEqualTo("new\nfresh");
  }

  @Test
  void anArchiveThatFailsChangesNothing() throws Exception {
    in("data", "echo old >/data/old");
    byte[] hostile = new Tars().file("good", "x").file("../../out", "x").plain();
    assertThat(refusal("data/archive?replace=true", hostile, 400)).contains("is outside of");
    byte[] whole = new Tars().file("big", new byte[100_000], 0644).plain();
    byte[] cut = java.util.Arrays.copyOf(whole, 50_000);
    assertThat(refusal("data/archive?replace=true", cut, 400)).isNotEmpty();
    assertThat(in("data", "cat /data/*")).isEqualTo("old");
    refusal("copy/archive", hostile, 404);
  }

  @Test
  void linksInAnArchiveLeadNowhereOutside() throws Exception {
    byte[] archive = new Tars().symbolicLink("way", "/").file("way/berth-planted", "x").plain();
    docker.ok("volume", "create", "data");
    assertThat(ask(operator, "PUT", "data/archive", archive).statusCode()).isEqualTo(204);
    assertThat(in("data", "ls /data")).isEqualTo("berth-planted\nway");
    assertThat(java.nio.file.Files.exists(java.nio.file.Path.of("/berth-planted"))).isFalse();
  }

  @Test
  void aContainerThatRunsKeepsItsVolumeAndCanStandStillMeanwhile() throws Exception {
    docker.ok("run", "-d", "--name", "c1", "-v", "data:/data", "box", "sleep", "1000");
    docker.ok("exec", "c1", "sh", "-c", "echo live >/data/f");
    String since = java.time.Instant.now().toString();
    assertThat(save("data/archive?pause=true")).isNotEmpty();
    assertThat(docker.events(since, "{{.Action}}")).isEqualTo("pause\nunpause");
    assertThat(docker.ok("inspect", "-f", "{{.State.Status}}", "c1")).isEqualTo("running");
    byte[] archive = new Tars().file("new", "x").plain();
    assertThat(refusal("data/archive?replace=true", archive, 409)).contains("stop c1 first");
    docker.ok("stop", "-t", "0", "c1");
    assertThat(ask(operator, "PUT", "data/archive?replace=true", archive).statusCode())
        .isEqualTo(204);
    docker.ok("start", "c1");
    assertThat(docker.ok("exec", "c1", "sh", "-c", "ls /data")).isEqualTo("new");
  }

  @Test
  void itIsForThoseWhoMayHaveTheVolume() throws Exception {
    in("data", "echo secret >/data/f");
    assertThat(ask(viewer, "GET", "data/archive", new byte[0]).statusCode()).isEqualTo(403);
    assertThat(ask(viewer, "PUT", "data/archive", new byte[0]).statusCode()).isEqualTo(403);
    assertThat(ask(operator, "GET", "nope/archive", new byte[0]).statusCode()).isEqualTo(404);
    docker.ok("create", "--name", "c1", "--privileged", "-v", "data:/data", "box", "id");
    assertThat(refusal("data/archive?replace=true", new Tars().file("f", "x").plain(), 403))
        .contains("volume data");
  }
}
