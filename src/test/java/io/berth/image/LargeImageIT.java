package io.berth.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.testing.BerthService;
import io.berth.testing.BusyboxRoot;
import io.berth.testing.Docker;
import io.berth.testing.TestRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An image much larger than the service's memory passes through it in every way. */
class LargeImageIT {

  private static final int MEGABYTES = 250;

  @Test
  void nothingOfAnImageIsHeldInMemory(@TempDir Path folder) throws Exception {
    Path tar = folder.resolve("large.tar");
    write(tar);
    Path saved = folder.resolve("saved.tar");
    try (var registry = TestRegistry.start();
        var berth = BerthService.withHeap("128m")) {
      var docker = new Docker(berth.host());
      String name = registry.image("large/image:1");
      String id = docker.ok("import", tar.toString(), name);
      docker.ok("push", "-q", name);
      docker.ok("rmi", name);
      docker.ok("pull", "-q", name);
      docker.ok("save", "-o", saved.toString(), name);
      assertThat(Files.size(saved)).isGreaterThan((long) MEGABYTES << 20);
      docker.ok("rmi", name);
      docker.ok("load", "-i", saved.toString());
      assertThat(docker.ok("inspect", "-f", "{{.Id}}", name)).isEqualTo(id);
      docker.ok("rmi", name);
      Files.delete(saved);
      build(docker, folder);
      assertThat(berth.log()).doesNotContain("OutOfMemory");
    }
  }

  /** Of a large context, with a large layer of COPY and one of RUN. */
  private static void build(Docker docker, Path folder) throws IOException {
    docker.feed(BusyboxRoot.tar(), "import", "-", "box").ok();
    Files.writeString(
        folder.resolve("Dockerfile"),
        "FROM box AS made\nCOPY large.tar /large\nFROM made\nRUN cp /large /again\n");
    docker.ok("build", "-t", "large", folder.toString());
    docker.ok("run", "--rm", "large", "sh", "-c", "cmp /large /again");
  }

  private static void write(Path file) throws IOException {
    byte[] block = new byte[1 << 20];
    new Random(1).nextBytes(block);
    try (var tar = new TarArchiveOutputStream(Files.newOutputStream(file))) {
      var entry = new TarArchiveEntry("large");
      entry.setSize((long) MEGABYTES << 20);
      tar.putArchiveEntry(entry);
      for (int i = 0; i < MEGABYTES; i++) {
        tar.write(block);
      }
      tar.closeArchiveEntry();
    }
  }
}
