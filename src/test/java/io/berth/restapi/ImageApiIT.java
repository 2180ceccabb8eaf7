package io.berth.restapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.berth.testing.RawHttp;
import io.berth.testing.RawHttp.Answer;
import io.berth.testing.RunningBerth;
import io.berth.testing.Tars;
import io.berth.testing.TestRegistry;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What programs get of images and jobs. */
class ImageApiIT {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static RunningBerth berth;
  private static TestRegistry registry;

  @BeforeAll
  static void start() throws Exception {
    registry = TestRegistry.start();
    berth = RunningBerth.start();
    byte[] root =
        new Tars()
            .directory("<b>")
            .file("<b>/a\nb", "123")
            .file("<b>/\u202ex", "1")
            .symbolicLink("etc", "/etc")
            .plain();
    berth.docker().feed(root, "import", "-", "team/hostile:1").exits(0);
  }

  @AfterAll
  static void stop() throws IOException {
    berth.close();
    registry.close();
  }

  @Test
  void aPullIsAJobAndItsImageIsExploredAndCompared() throws Exception {
    String name = registry.image("tut/busybox:1");
    Answer started = ask("POST", "/api/images/pull", "{\"image\":\"%s\"}".formatted(name));
    assertThat(started.status()).isEqualTo(202);
    String job = JSON.readTree(started.body()).get("id").asString();
    await().until(() -> !get("/api/jobs/" + job).get("state").asString().equals("RUNNING"));
    JsonNode ended = get("/api/jobs/" + job);
    assertThat(ended.get("state").asString()).isEqualTo("DONE");
    assertThat(ended.get("user").asString()).isEqualTo("admin");
    assertThat(get("/api/jobs").toString()).contains(job);
    String id = ended.get("result").asString();
    assertThat(get("/api/images/" + id + "/layers").get(1).get("instruction").asString())
        .isEqualTo("add /layer one");
    JsonNode found = get("/api/images/compare?a=" + id + "&b=team/hostile:1");
    assertThat(found.get("layers").size()).isEqualTo(3);
    assertThat(found.get("files").get("changes").toString()).contains("\"<b>/a%0Ab\"");
    assertThat(get("/api/images/" + id + "/removal").get("freedBytes").asLong()).isPositive();
    assertThat(get("/api/images/prune?all=true").get("images").size()).isEqualTo(2);
  }

  @Test
  void hostileNamesArePrintableAndLeadBack() throws Exception {
    String layer = "/api/images/team%2Fhostile:1/layers/1/files?path=";
    assertThat(get(layer + "%3Cb%3E").get("entries"))
        .extracting(entry -> entry.get("name").asString())
        .containsExactly("a%0Ab", "%E2%80%AEx");
    JsonNode first = get(layer + "%3Cb%3E&limit=1");
    assertThat(first.get("next").asString()).isEqualTo("a%0Ab");
    assertThat(
            get(layer + "%3Cb%3E&limit=1&after=a%250Ab")
                .get("entries")
                .get(0)
                .get("path")
                .asString())
        .isEqualTo("<b>/%E2%80%AEx");
    assertThat(ask("GET", layer + "etc", null).status()).isEqualTo(404);
    assertThat(ask("GET", layer + "%25E4", null).body()).contains("has no directory /%E4");
    assertThat(ask("GET", layer + "../..", null).status()).isEqualTo(400);
    assertThat(ask("GET", layer + "%252e%252e", null).status()).isEqualTo(400);
    assertThat(ask("GET", layer + "&limit=100000", null).status()).isEqualTo(400);
    assertThat(ask("GET", "/api/images/team%2Fhostile:1/layers/2/files", null).status())
        .isEqualTo(404);
  }

  @Test
  void whatIsUnknownIsSaid() throws Exception {
    assertThat(ask("GET", "/api/jobs/none", null).status()).isEqualTo(404);
    assertThat(ask("POST", "/api/jobs/none/cancel", "").status()).isEqualTo(404);
    assertThat(ask("POST", "/api/images/pull", "{}").body()).contains("image is missing");
  }

  private static JsonNode get(String path) throws IOException {
    Answer answer = ask("GET", path, null);
    assertThat(answer.status()).as(path + answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private static Answer ask(String method, String path, String body) throws IOException {
    return RawHttp.request(berth.socket(), method + " " + path, body);
  }
}
