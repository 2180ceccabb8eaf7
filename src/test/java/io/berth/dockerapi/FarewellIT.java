package io.berth.dockerapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.testing.BerthService;
import io.berth.testing.BusyboxRoot;
import io.berth.testing.Docker;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What the docker command says, and how it ends, when the service ends under it. */
class FarewellIT {

  private static final String GOES_ON =
      "berth: the engine is stopping; container web goes on running (docker %s web)\n";

  /** Generous: the machine may be busy, and a stop that waits for clients takes 20 s. */
  private static final int STOP_SECONDS = 8;

  private record Said(int exit, String out, String err) {}

  @Test
  void everyClientIsToldAndEnds() throws Exception {
    try (var berth = BerthService.start()) {
      var docker = new Docker(berth.host());
      docker.feed(BusyboxRoot.tar(), "import", "-", "box:1").exits(0);
      docker.ok("run", "-d", "--name", "web", "box:1", "sh", "-c", "echo hello; sleep 1000");
      Map<String, Process> clients = new LinkedHashMap<>();
      clients.put("attach", docker.start("attach", "--no-stdin", "web"));
      clients.put("logs", docker.start("logs", "-f", "web"));
      clients.put("wait", docker.start("wait", "web"));
      clients.put("events", docker.start("events"));
      clients.put("exec", docker.start("exec", "-i", "web", "cat"));
      clients.put("run", docker.start("run", "-i", "--name", "job", "box:1", "cat"));
      awaitRunning(docker, "job");
      var service = ProcessHandle.of(berth.pid()).orElseThrow();
      service.destroy();
      service.onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
      Map<String, Said> said = new LinkedHashMap<>();
      for (var client : clients.entrySet()) {
        said.put(client.getKey(), said(client.getValue()));
      }
      assertThat(said.get("attach"))
          .isEqualTo(new Said(1, "", GOES_ON.formatted("attach") + GOES_ON.formatted("wait")));
      assertThat(said.get("logs")).isEqualTo(new Said(0, "hello\n", GOES_ON.formatted("logs -f")));
      assertThat(said.get("wait")).isEqualTo(new Said(1, "", GOES_ON.formatted("wait")));
      assertThat(said.get("events").exit()).isZero();
      assertThat(said.get("events").out()).endsWith(" daemon shutdown berth\n");
      assertThat(said.get("exec").exit()).isNotZero();
      assertThat(said.get("exec").err())
          .startsWith("berth: the engine is stopping; the process goes on\n");
      assertThat(said.get("run").exit()).isEqualTo(125);
      assertThat(said.get("run").err())
          .contains(
              "berth: the engine is stopping; container job goes on running (docker attach job)");
      berth.restart();
      // the end of the clients was not the end of what they typed
      assertThat(docker.ok("inspect", "-f", "{{.State.Running}}", "web", "job"))
          .isEqualTo("true\ntrue");
      assertThat(docker.ok("top", "web")).contains("cat");
    }
  }

  private static void awaitRunning(Docker docker, String name) throws InterruptedException {
    for (int i = 0; i < 100; i++) {
      if (docker.run("inspect", "-f", "{{.State.Running}}", name).text().equals("true")) {
        Thread.sleep(1000); // the other clients have started before
        return;
      }
      Thread.sleep(100);
    }
    throw new AssertionError(name + " does not run");
  }

  private static Said said(Process client) throws Exception {
    assertThat(client.waitFor(10, TimeUnit.SECONDS)).isTrue();
    return new Said(
        client.exitValue(),
        new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8),
        new String(client.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
  }
}
