package io.berth.restapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.security.Role;
import io.berth.testing.BusyboxRoot;
import io.berth.testing.Docker;
import io.berth.testing.RawHttp;
import io.berth.testing.RunningBerth;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Files of containers, for programs of people with roles. */
class FileApiIT {

  private static final JsonMapper JSON = JsonMapper.builder().build();
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
    docker.ok("create", "--name", "web", "box", "id");
    docker.ok("create", "--name", "strong", "-v", "/:/host", "box", "id");
    operator = berth.basic("olga", Role.OPERATOR);
    viewer = berth.basic("vera", Role.VIEWER);
  }

  @AfterAll
  static void stop() {
    docker.ok("rm", "-f", "web", "strong");
    berth.close();
  }

  private static HttpResponse<String> ask(String who, String method, String path, String body)
      throws IOException, InterruptedException {
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create("http://localhost:" + berth.port() + path))
            .header("Authorization", who)
            .method(method, BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private static String files(String rest) {
    return "/api/containers/web/files" + rest;
  }

  @Test
  void foldersAreListedAPartAtATime() throws Exception {
    JsonNode first = JSON.readTree(ask(viewer, "GET", files("?limit=2"), "").body());
    assertThat(first.at("/entries/0/name").asString()).isEqualTo("bin");
    assertThat(first.get("entries")).hasSize(2);
    String next = first.get("next").asString();
    JsonNode more = JSON.readTree(ask(viewer, "GET", files("?after=" + next), "").body());
    assertThat(more.toString()).contains("\"www\"").doesNotContain("\"bin\"");
    JsonNode bin = JSON.readTree(ask(viewer, "GET", files("?path=bin"), "").body());
    assertThat(bin.toString()).contains("\"target\":\"busybox\"", "\"kind\":\"link\"");
    assertThat(ask(viewer, "GET", files("?path=no/such"), "").statusCode()).isEqualTo(404);
    assertThat(ask(viewer, "GET", files("?path=../etc"), "").statusCode()).isEqualTo(400);
    assertThat(ask(viewer, "GET", files("?limit=100000"), "").statusCode()).isEqualTo(400);
  }

  @Test
  void contentsAreForOperatorsAndEachIsInTheAuditLog() throws Exception {
    assertThat(ask(viewer, "GET", files("/content?path=www/index.html"), "").statusCode())
        .isEqualTo(403);
    assertThat(ask(viewer, "GET", files("/archive?path=www"), "").statusCode()).isEqualTo(403);
    assertThat(ask(viewer, "PUT", files("/content?path=www&name=x"), "x").statusCode())
        .isEqualTo(403);
    assertThat(ask(operator, "GET", files("/content?path=www/index.html"), "").body())
        .isEqualTo("served from a container\n");
    assertThat(ask(operator, "GET", files("/archive?path=www"), "").body())
        .contains("www/index.html");
    assertThat(ask(operator, "GET", files("/content?path=www"), "").statusCode()).isEqualTo(400);
    String store = files("/content?path=www&name=made%0Ahere");
    assertThat(ask(operator, "PUT", store, "one").statusCode()).isEqualTo(201);
    assertThat(ask(operator, "PUT", store, "two").statusCode()).isEqualTo(409);
    assertThat(ask(operator, "PUT", store + "&replace=true", "three").statusCode()).isEqualTo(201);
    assertThat(ask(operator, "GET", files("/content?path=www/made%250Ahere"), "").body())
        .isEqualTo("three");
    assertThat(ask(operator, "PUT", files("/content?path=&name=www"), "x").statusCode())
        .isEqualTo(400);
    for (String name : new String[] {"..", "a/b", "", "."}) {
      assertThat(ask(operator, "PUT", files("/content?name=" + name.replace("/", "%2F")), "x"))
          .extracting(HttpResponse::statusCode)
          .as(name)
          .isEqualTo(400);
    }
    String audit = RawHttp.request(berth.socket(), "GET /api/audit", null).body();
    assertThat(audit).contains("container.download", "container.upload", "path=www/index.html");
    assertThat(ask(viewer, "GET", files("?path=www"), "").body())
        .contains("made%0Ahere", "\"change\":\"added\"");
  }

  @Test
  void filesOfAContainerWithPowerAreForAdministrators() throws Exception {
    for (String who : new String[] {viewer, operator}) {
      var refused = ask(who, "GET", "/api/containers/strong/files?path=host/etc", "");
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(refused.body()).doesNotContain("shadow");
    }
    var docker = ask(operator, "GET", "/containers/strong/archive?path=/host/etc/passwd", "");
    assertThat(docker.statusCode()).isEqualTo(403);
    assertThat(docker.body()).contains("a bind mount of /");
    assertThat(ask(operator, "GET", "/containers/strong/export", "").statusCode()).isEqualTo(403);
  }
}
