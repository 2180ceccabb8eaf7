package io.berth.dockerapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.testing.BusyboxRoot;
import io.berth.testing.Docker;
import io.berth.testing.RunningBerth;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real {@code docker cp}, of containers that run and of those that do not. */
class CopyIT {

  private static RunningBerth berth;
  private static Docker docker;

  @TempDir Path here;

  @BeforeAll
  static void start() throws IOException {
    berth = RunningBerth.start();
    docker = berth.docker();
    docker.feed(BusyboxRoot.tar(), "import", "-", "box").ok();
  }

  @AfterAll
  static void stop() {
    berth.close();
  }

  @BeforeEach
  void container() {
    docker.ok("create", "--name", "w1", "box", "sleep", "1000");
  }

  @AfterEach
  void remove() {
    docker.ok("rm", "-f", "-v", "w1");
  }

  @Test
  void outOfAStoppedContainer() throws IOException {
    docker.ok("cp", "w1:/www/index.html", here.toString());
    assertThat(here.resolve("index.html")).hasContent("served from a container\n");
  }

  @Test
  void outOfARunningContainer() throws IOException {
    docker.ok("start", "w1");
    docker.ok("exec", "w1", "sh", "-c", "echo new > /www/new; echo gone > /www/index.html");
    docker.ok("cp", "w1:/www", here.resolve("copy").toString());
    assertThat(here.resolve("copy/new")).hasContent("new\n");
    assertThat(here.resolve("copy/index.html")).hasContent("gone\n");
  }

  @Test
  void whatIsMissing() {
    var missing = docker.run("cp", "w1:/no/such", here.toString()).exits(1);
    assertThat(missing.err()).contains("Could not find the file /no/such in container w1");
  }
}
