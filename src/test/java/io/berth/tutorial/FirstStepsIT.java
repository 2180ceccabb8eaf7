package io.berth.tutorial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.testing.BusyboxRoot;
import io.berth.testing.Docker;
import io.berth.testing.Engine;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Launch, exec and a published port with the real {@code docker} command and no registry, for hosts
 * that have little but a kernel.
 */
class FirstStepsIT {

  private static Engine engine;
  private static Docker docker;

  @BeforeAll
  static void startWithAnImportedImage() throws Exception {
    engine = Engine.start();
    docker = new Docker(engine.host());
    docker.feed(BusyboxRoot.tar(), "import", "-", "first:1").exits(0);
  }

  @AfterAll
  static void stop() throws IOException {
    if (engine != null) {
      engine.close();
    }
  }

  @Test
  void aContainerRunsAndItsExitCodeComesBack() {
    assertThat(docker.ok("run", "--rm", "first:1", "echo", "hello")).isEqualTo("hello");
    docker.run("run", "--rm", "first:1", "sh", "-c", "exit 3").exits(3);
    docker.run("run", "--rm", "first:1", "nosuch").exits(127);
  }

  @Test
  void anExecRunsInsideARunningContainer() {
    docker.ok("run", "-d", "--name", "sleeper", "first:1", "sleep", "600");
    assertThat(docker.ok("exec", "sleeper", "id")).startsWith("uid=0");
    docker.run("exec", "sleeper", "sh", "-c", "exit 4").exits(4);
    docker.ok("rm", "-f", "sleeper");
  }

  @Test
  void aPublishedPortAnswersUntilTheContainerStops() throws Exception {
    docker.ok(
        "run",
        "-d",
        "--name",
        "web",
        "-p",
        "127.0.0.1::80",
        "first:1",
        "httpd",
        "-f",
        "-h",
        "/www");
    var port = Integer.parseInt(docker.ok("port", "web", "80/tcp").replaceAll(".*:", ""));
    assertThat(fetch(port)).endsWith("served from a container\n");
    docker.ok("rm", "-f", "web");
    assertThatThrownBy(() -> fetch(port)).isInstanceOf(ConnectException.class);
  }

  @Test
  void aMemoryLimitKillsWhatGoesBeyondIt() {
    docker.run("run", "--name", "hungry", "-m", "24m", "first:1", "tail", "/dev/zero").exits(137);
    assertThat(docker.ok("inspect", "-f", "{{.State.OOMKilled}}", "hungry")).isEqualTo("true");
    docker.ok("rm", "hungry");
  }

  private static String fetch(int port) throws IOException {
    // The server inside may need a moment; the proxy then closes without a byte.
    for (var tries = 0; ; tries++) {
      try (var socket = new Socket("127.0.0.1", port)) {
        socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        var page = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!page.isEmpty() || tries == 100) {
          return page;
        }
        Thread.sleep(100);
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }
}
