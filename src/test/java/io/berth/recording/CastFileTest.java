package io.berth.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CastFileTest {

  private static final Session SESSION =
      new Session(
          "x", "c", "web \"1\"\n\u001b[31m", "ann", List.of("sh", "-c", "a b"), true, 30, 100);

  @TempDir Path folder;

  private CastFile create(String name, long limit) throws IOException {
    return CastFile.create(folder.resolve(name), SESSION, 1_700_000_000, limit);
  }

  @Test
  void theHeaderTellsWhatItIs() throws IOException {
    create("a", 1 << 20).close();
    Path file = folder.resolve("a");
    var header = Cast.read(file).header();
    assertThat(header.get("version").asInt()).isEqualTo(2);
    assertThat(header.get("width").asInt()).isEqualTo(100);
    assertThat(header.get("height").asInt()).isEqualTo(30);
    assertThat(header.get("timestamp").asLong()).isEqualTo(1_700_000_000);
    assertThat(header.get("command").asString()).isEqualTo("sh -c a b");
    assertThat(header.get("title").asString()).isEqualTo("web \"1\"\n\u001b[31m, ann");
    assertThat(Files.readString(file)).hasLineCount(1);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  /** However the bytes are cut, and whatever they are. */
  @Test
  void outputIsTheSameTextInPieces() throws IOException {
    byte[] bytes = new byte[20_000];
    new Random(7).nextBytes(bytes);
    byte[] words = "é 漢 😀 \u001b[1m\0\u2028\"\\\r\n".repeat(200).getBytes(StandardCharsets.UTF_8);
    System.arraycopy(words, 0, bytes, 5000, words.length);
    for (int size : new int[] {1, 2, 3, 7, 4096}) {
      try (CastFile cast = create("pieces" + size, 1 << 22)) {
        for (int at = 0; at < bytes.length; at += size) {
          assertThat(cast.output(false, bytes, at, Math.min(size, bytes.length - at))).isTrue();
        }
      }
      assertThat(Cast.read(folder.resolve("pieces" + size)).output())
          .isEqualTo(new String(bytes, StandardCharsets.UTF_8));
    }
  }

  @Test
  void theTwoStreamsShareNoCharacter() throws IOException {
    try (CastFile cast = create("streams", 1 << 20)) {
      cast.output(false, new byte[] {(byte) 0xc3}, 0, 1);
      cast.output(true, "!".getBytes(StandardCharsets.UTF_8), 0, 1);
      cast.output(false, new byte[] {(byte) 0xa9}, 0, 1);
    }
    assertThat(Cast.read(folder.resolve("streams")).output()).isEqualTo("!é");
  }

  @Test
  void nothingIsWrittenBeyondTheLimitButTheMark() throws IOException {
    byte[] much = new byte[10_000];
    java.util.Arrays.fill(much, (byte) 'x');
    try (CastFile cast = create("full", 64 << 10)) {
      int pieces = 0;
      while (cast.output(false, much, 0, much.length)) {
        pieces++;
      }
      assertThat(pieces).isEqualTo(6);
      cast.mark("full");
      assertThat(cast.size()).isEqualTo(Files.size(folder.resolve("full"))).isLessThan(64 << 10);
    }
    assertThat(Cast.read(folder.resolve("full")).events().getLast().code()).isEqualTo("m");
  }

  @Test
  void aLineThatACrashCutIsTakenAway() throws IOException {
    try (CastFile cast = create("cut", 1 << 20)) {
      cast.output(false, "whole".getBytes(StandardCharsets.UTF_8), 0, 5);
      cast.resize(40, 120);
    }
    Path file = folder.resolve("cut");
    long size = Files.size(file);
    Files.writeString(file, "[3.1, \"o\", \"ha", StandardOpenOption.APPEND);
    assertThat(CastFile.repair(file)).isEqualTo(size).isEqualTo(Files.size(file));
    assertThat(Cast.read(file).events())
        .extracting(event -> event.code() + " " + event.data())
        .containsExactly("o whole", "r 120x40");
  }
}
