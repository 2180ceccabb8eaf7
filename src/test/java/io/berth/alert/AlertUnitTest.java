package io.berth.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertUnitTest {

  @Test
  void namesAndLabelsChoose() {
    assertThat(Chosen.of("name", "web-*").has("web-1", Map.of())).isTrue();
    assertThat(Chosen.of("name", "web-*").has("my-web-1", Map.of())).isFalse();
    assertThat(Chosen.of("name", "*.*").has("a.b", Map.of())).isTrue();
    assertThat(Chosen.of("name", "a.b").has("axb", Map.of())).isFalse();
    assertThat(Chosen.of("name", "*").has("x", Map.of())).isTrue();
    assertThat(Chosen.of("label", "tier").has("x", Map.of("tier", "shop"))).isTrue();
    assertThat(Chosen.of("label", "tier=shop").has("x", Map.of("tier", "other"))).isFalse();
  }

  @Test
  void aLoopIsThatManyStartsInItsTime() {
    var restarts = new Restarts();
    Instant now = Instant.now();
    restarts.add("x", now.minusSeconds(100));
    restarts.add("x", now.minusSeconds(20));
    restarts.add("x", now);
    assertThat(restarts.isLoop("x", 3, Duration.ofSeconds(60), now)).isFalse();
    assertThat(restarts.isLoop("x", 3, Duration.ofSeconds(200), now)).isTrue();
    restarts.forget("x");
    assertThat(restarts.isLoop("x", 1, Duration.ofSeconds(200), now)).isFalse();
  }

  @Test
  void aDiskIsAsFullAsDfSays(@TempDir Path folder) throws Exception {
    Path image = folder.resolve("image");
    Path disk = Files.createDirectory(folder.resolve("disk"));
    run("truncate", "-s", "16M", image.toString());
    run("mkfs.ext4", "-q", image.toString());
    run("mount", "-o", "loop", image.toString(), disk.toString());
    try {
      for (int megabytes : new int[] {0, 4, 11}) {
        Files.write(disk.resolve("file"), new byte[megabytes << 20]);
        run("sync", "-f", disk.toString());
        var df = new ProcessBuilder("df", "--output=pcent", disk.toString()).start();
        String said = new String(df.getInputStream().readAllBytes()).replaceAll("\\D", "");
        assertThat(DiskWatch.percent(Files.getFileStore(disk))).hasToString(said);
      }
    } finally {
      run("umount", disk.toString());
    }
  }

  private static void run(String... command) throws Exception {
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }
}
