package io.berth.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.snapshot.TarEntry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;

class TarWriterTest {

  private static TarArchiveEntry written(TarEntry entry) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var writer = new TarWriter(bytes);
    writer.begin(entry);
    writer.finish();
    try (var tar = new TarArchiveInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return tar.getNextEntry();
    }
  }

  private static TarEntry file(String name, int uid, long size, long modified) {
    return new TarEntry(name, '0', "", 0100644, uid, 0, size, modified, 0, 0, 0, Map.of());
  }

  @Test
  void whatFitsIsPlain() throws IOException {
    var entry = written(file("a/b", 7, 3, 1_700_000_000));
    assertThat(entry.getName()).isEqualTo("a/b");
    assertThat(entry.getLongUserId()).isEqualTo(7);
    assertThat(entry.getMode()).isEqualTo(0100644);
    assertThat(entry.getLastModifiedTime().toInstant().getEpochSecond()).isEqualTo(1_700_000_000);
    assertThat(entry.getExtraPaxHeaders()).isEmpty();
  }

  @Test
  void whatDoesNotFitIsInRecords() throws IOException {
    String name = "ü".repeat(2000) + "/" + "x".repeat(99);
    var entry = written(file(name, 3_000_000, 9L << 30, -5));
    assertThat(entry.getName()).isEqualTo(name);
    assertThat(entry.getSize()).isEqualTo(9L << 30);
    assertThat(entry.getLongUserId()).isEqualTo(3_000_000);
    assertThat(entry.getLastModifiedTime().toInstant().getEpochSecond()).isEqualTo(-5);
  }

  @Test
  void lengthsOfRecordsCountThemselves() throws IOException {
    for (int length = 80; length < 120; length++) {
      String name = "ä" + "x".repeat(length);
      assertThat(written(file(name, 0, 0, 0)).getName()).isEqualTo(name);
    }
  }

  @Test
  void namesAreBytes() throws IOException {
    var bytes = new ByteArrayOutputStream();
    var writer = new TarWriter(bytes);
    writer.begin(file("a\udcff", 0, 0, 0));
    writer.finish();
    assertThat(bytes.toString(StandardCharsets.ISO_8859_1)).contains("path=a\u00ff\n");
  }

  @Test
  void contentsArePaddedAndTheEndIsMarked() throws IOException {
    var bytes = new ByteArrayOutputStream();
    var tar = new TarWriter(bytes);
    tar.begin(file("a", 0, 3, 0));
    tar.write(new byte[] {1, 2, 3}, 3);
    tar.begin(file("b", 0, 0, 0));
    tar.finish();
    assertThat(bytes.size()).isEqualTo(512 + 512 + 512 + 1024);
  }
}
