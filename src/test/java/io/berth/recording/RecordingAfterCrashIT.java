package io.berth.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.testing.BerthService;
import io.berth.testing.BusyboxRoot;
import io.berth.testing.DashboardClient;
import io.berth.testing.DashboardClient.Socket;
import io.berth.testing.Docker;
import io.berth.testing.RawHttp;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Terminals outlive the service, and go on being recorded. */
class RecordingAfterCrashIT {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Test
  void aTerminalGoesOnInAnotherRecording() throws Exception {
    try (var berth = BerthService.start()) {
      Path socket = berth.root().resolveSibling("berth.sock");
      var docker = new Docker(berth.host());
      docker.feed(BusyboxRoot.tar(), "import", "-", "box:1").exits(0);
      String container = docker.ok("run", "-d", "--name", "box", "box:1", "sleep", "1000");
      var person = DashboardClient.login(berth.dashboard(), "admin", berth.password());
      RawHttp.request(socket, "PUT /api/settings/record-terminals", "{\"on\":true}");
      String path = "/ws/containers/" + container + "/exec";
      Socket before = person.open(path);
      String exec = before.expect("\"type\":\"exec\",\"id\":\"(\\w+)\"");
      before.type("X=42; echo before-$X\n").expect("before-42\\s");
      berth.crash();
      Socket after = person.open(path + "?exec=" + exec);
      after.expect("\"type\":\"recorded\"");
      after.type("echo after-$X\n").expect("after-42\\s");
      berth.restart();
      Socket last = person.open(path + "?exec=" + exec);
      last.type("echo last-$X; exit\n").expect("last-42\\s");
      last.awaitEnd();

      String body = RawHttp.request(socket, "GET /api/recordings", "").body();
      List<JsonNode> all = JSON.readTree(body).valueStream().toList();
      assertThat(all)
          .extracting(one -> one.get("ending").asString())
          .containsExactly("NONE", "NONE", "INTERRUPTED");
      assertThat(all)
          .allSatisfy(one -> {
            assertThat(one.get("who").asString()).isEqualTo("admin");
            assertThat(one.get("endedAt").isNull()).isFalse();
          });
      List<String> outputs = all.stream().map(one -> output(berth, one)).toList();
      assertThat(outputs.get(2)).contains("before-42").doesNotContain("after");
      assertThat(outputs.get(1)).contains("after-42").doesNotContain("last");
      assertThat(outputs.get(0)).contains("last-42");
    }
  }

  private static String output(BerthService berth, JsonNode recording) {
    try {
      String name = recording.get("id").asString() + ".cast";
      return Cast.read(berth.root().resolve("recordings").resolve(name)).output();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
