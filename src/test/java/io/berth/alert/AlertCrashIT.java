package io.berth.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.berth.testing.BerthService;
import io.berth.testing.BusyboxRoot;
import io.berth.testing.Docker;
import io.berth.testing.RawHttp;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is due survives a crash of the service, and what ends meanwhile is told. */
class AlertCrashIT {

  @Test
  void nothingIsLostInACrash() throws Exception {
    int port;
    try (Receiver free = new Receiver(0)) {
      port = free.port();
    }
    try (var berth = BerthService.start()) {
      var docker = new Docker(berth.host());
      docker.feed(BusyboxRoot.tar(), "import", "-", "box:1").exits(0);
      Path socket = berth.root().resolveSibling("berth.sock");
      ask(socket, "PUT /api/settings/local-webhooks", "{\"on\":true}");
      ask(
          socket,
          "POST /api/alerts",
          "{\"name\":\"down\",\"cause\":\"ended-badly\",\"channel\":\"webhook\",\"target\":\"http://127.0.0.1:%d/x\"}"
              .formatted(port));
      String sleep = "while :; do sleep 0.05; done";
      docker.ok("run", "-d", "--name", "meanwhile", "box:1", "sh", "-c", sleep);
      long pid = Long.parseLong(docker.ok("inspect", "-f", "{{.State.Pid}}", "meanwhile"));
      docker.run("run", "--name", "before", "box:1", "sh", "-c", "exit 2").exits(2);
      await().until(() -> ask(socket, "GET /api/alerts/history", null).contains("\"attempts\":1"));
      berth.down(false);
      ProcessHandle.of(pid).orElseThrow().destroyForcibly();
      try (Receiver receiver = new Receiver(port)) {
        berth.up();
        await().atMost(Duration.ofSeconds(60)).until(() -> receiver.got("/x").size() >= 2);
        assertThat(receiver.got("/x").stream().map(Receiver.Got::text).toList().toString())
            .contains("before ended with exit code 2", "meanwhile ended with exit code 137");
      }
    }
  }

  private static String ask(Path socket, String head, String body) throws Exception {
    var answer = RawHttp.request(socket, head, body);
    assertThat(answer.status()).as(answer.body()).isLessThan(300);
    return answer.body();
  }
}
