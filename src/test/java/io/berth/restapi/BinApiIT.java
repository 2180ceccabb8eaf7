package io.berth.restapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.berth.testing.BusyboxRoot;
import io.berth.testing.RawHttp;
import io.berth.testing.RawHttp.Answer;
import io.berth.testing.RunningBerth;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The bin and changes of containers, for programs. */
class BinApiIT {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static RunningBerth berth;

  @BeforeAll
  static void start() throws IOException {
    berth = RunningBerth.start();
    berth.docker().feed(BusyboxRoot.tar(), "import", "-", "first:1").exits(0);
  }

  @AfterAll
  static void stop() {
    berth.close();
  }

  @Test
  void removalsLeadIntoTheBinUnlessToldOtherwise() throws IOException {
    var docker = berth.docker();
    docker.ok("create", "--name", "one", "first:1", "id");
    String id = docker.ok("inspect", "-f", "{{.Id}}", "one").strip();
    JsonNode binned = JSON.readTree(ask("DELETE", "/api/containers/one", null).body());
    assertThat(binned.get("id").asString()).isEqualTo(id);
    assertThat(docker.ok("ps", "-aq")).isBlank();
    docker.ok("rmi", "first:1"); // nobody sees that the bin needs it
    assertThat(docker.ok("images", "-q")).isBlank();
    assertThat(get("/api/bin").get(0).get("kind").asString()).isEqualTo("container");
    assertThat(get("/api/bin/" + id).get("by").asString()).isNotEmpty();
    JsonNode restored = JSON.readTree(ask("POST", "/api/bin/" + id + "/restore", "").body());
    assertThat(restored.get("name").asString()).isEqualTo("one");
    assertThat(docker.run("start", "-a", "one").exits(0)).isNotNull();
    assertThat(ask("DELETE", "/api/containers/one?bin=false", null).status()).isEqualTo(204);
    assertThat(get("/api/bin")).isEmpty();
    docker.feed(BusyboxRoot.tar(), "import", "-", "first:1").exits(0);

    docker.ok("volume", "create", "data");
    String volume =
        JSON.readTree(ask("DELETE", "/api/volumes/data", null).body()).get("id").asString();
    assertThat(ask("DELETE", "/api/bin/" + volume, null).status()).isEqualTo(204);
    assertThat(ask("POST", "/api/bin/" + volume + "/restore", "").status()).isEqualTo(404);
    docker.ok("tag", "first:1", "team/second:1");
    String image =
        JSON.readTree(ask("DELETE", "/api/images/team%2Fsecond:1", null).body())
            .get("id")
            .asString();
    assertThat(ask("POST", "/api/bin/" + image + "/restore", "").status()).isEqualTo(200);
    docker.ok("rmi", "team/second:1");
    docker.ok("volume", "create", "data");
    docker.ok("volume", "rm", "data");
    docker.ok("create", "--name", "two", "first:1", "id");
    docker.ok("rm", "two");
    assertThat(get("/api/bin")).isEmpty();
    String audit = get("/api/audit").toString();
    assertThat(audit).contains("container.restore", "volume.delete", "image.restore", "bin=true");
  }

  @Test
  void aChangeTakesWhatDiffersInDockersFormat() throws IOException {
    var docker = berth.docker();
    docker.ok("create", "--name", "web", "-e", "API_TOKEN=hush", "first:1", "id");
    String old = docker.ok("inspect", "-f", "{{.Id}}", "web").strip();
    String body =
        "{\"Env\":[\"API_TOKEN=********\",\"NEW=1\"],\"HostConfig\":{\"Memory\":67108864}}";
    JsonNode difference =
        JSON.readTree(ask("POST", "/api/containers/web/recreate/difference", body).body());
    assertThat(difference.toString())
        .contains("Environment NEW", "\"64 MiB\"")
        .doesNotContain("API_TOKEN");
    Answer started = ask("POST", "/api/containers/web/recreate", body);
    assertThat(started.status()).as(started.body()).isEqualTo(202);
    done(started);
    assertThat(docker.ok("inspect", "-f", "{{.Config.Env}} {{.HostConfig.Memory}}", "web"))
        .contains("API_TOKEN=hush NEW=1", "67108864");
    assertThat(get("/api/containers/web/go-back").get("id").asString()).isEqualTo(old);
    done(ask("POST", "/api/containers/web/go-back", ""));
    assertThat(docker.ok("inspect", "-f", "{{.Id}}", "web").strip()).isEqualTo(old);
    assertThat(ask("GET", "/api/containers/web/go-back", null).status()).isEqualTo(404);
    assertThat(ask("POST", "/api/containers/web/recreate", "{\"Nope\":1}").status()).isEqualTo(400);
    assertThat(ask("POST", "/api/containers/web/recreate", "{\"HostConfig\":1}").status())
        .isEqualTo(400);
    String audit = get("/api/audit").toString();
    assertThat(audit)
        .contains("container.change", "changed=Environment NEW, Memory")
        .doesNotContain("hush");
    docker.ok("rm", "web");
  }

  private static void done(Answer started) throws IOException {
    String job = JSON.readTree(started.body()).get("id").asString();
    await().until(() -> !get("/api/jobs/" + job).get("state").asString().equals("RUNNING"));
    assertThat(get("/api/jobs/" + job).get("problem").asString()).isEmpty();
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
