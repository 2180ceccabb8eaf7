package io.berth.tutorial;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.berth.testing.Docker;
import io.berth.testing.Engine;
import io.berth.testing.TestRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** A fresh engine, a registry with images and the docker command; containers go after each test. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Course {

  TestRegistry registry;
  Engine engine;
  Docker docker;

  @BeforeAll
  void begin() throws Exception {
    registry = TestRegistry.start();
    engine = Engine.start();
    docker = new Docker(engine.host());
  }

  @AfterAll
  void end() throws IOException {
    try (var _ = registry;
        var _ = engine) {
      if (docker != null) {
        removeContainers();
      }
    }
  }

  @AfterEach
  void removeContainers() {
    for (var id : docker.run("ps", "-aq", "--no-trunc").out().lines().toList()) {
      docker.run("rm", "-f", "-v", id);
    }
  }

  String image(String name) {
    return registry.image(name);
  }

  /** The image's reference, pulled if the engine does not have it. */
  String pulled(String name) {
    docker.ok("pull", "-q", image(name));
    return image(name);
  }

  static String fetch(int port) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
            .timeout(Duration.ofSeconds(5))
            .build();
    try (var client = HttpClient.newHttpClient()) {
      return client.send(request, BodyHandlers.ofString()).body();
    }
  }

  /** The page at this port once somebody answers there. */
  static String fetchWhenUp(int port) throws IOException, InterruptedException {
    for (var tries = 0; ; tries++) {
      try {
        return fetch(port);
      } catch (IOException e) {
        if (tries == 50) {
          throw e;
        }
        Thread.sleep(100);
      }
    }
  }

  /** An archive of text files; names and contents alternate. */
  static byte[] tar(Object... namesAndContents) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var tar = new TarArchiveOutputStream(bytes)) {
      for (var i = 0; i < namesAndContents.length; i += 2) {
        var content =
            namesAndContents[i + 1] instanceof byte[] raw
                ? raw
                : namesAndContents[i + 1].toString().getBytes(UTF_8);
        var entry = new TarArchiveEntry((String) namesAndContents[i]);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }
}
