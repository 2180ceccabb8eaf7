package io.berth.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.log.ContainerLog.Query;
import io.berth.log.ContainerLog.Record;
import io.berth.log.ContainerLog.Stream;
import io.berth.log.LogAppender.Options;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class RoundTripTest {

  private static final Query ALL = new Query(true, true, -1, null, null, false);

  /**
   * A piece of output; every byte of it is {@code fill} but for line ends at a regular distance.
   */
  record Piece(Stream stream, int length, int lineLength, byte fill) {
    byte[] bytes() {
      byte[] bytes = new byte[length];
      for (int i = 0; i < length; i++) {
        bytes[i] = i % lineLength == lineLength - 1 ? (byte) '\n' : fill;
      }
      return bytes;
    }
  }

  @Property(tries = 100)
  void whatGoesInComesOut(
      @ForAll("output") List<Piece> output,
      @ForAll @IntRange(min = 5000, max = 100_000) int fileSize)
      throws IOException {
    Path directory = Files.createTempDirectory("berth-log");
    try {
      var options = new Options(fileSize, 100_000);
      var stdout = new ByteArrayOutputStream();
      var stderr = new ByteArrayOutputStream();
      try (var log = LogAppender.open(directory, options)) {
        for (Piece piece : output) {
          byte[] bytes = piece.bytes();
          log.append(piece.stream(), bytes, 0, bytes.length, Instant.EPOCH);
          (piece.stream() == Stream.STDOUT ? stdout : stderr).writeBytes(bytes);
        }
      }
      try (var logs = new FileLogs();
          var log = logs.open(directory)) {
        assertThat(contents(log, Stream.STDOUT)).isEqualTo(stdout.toByteArray());
        assertThat(contents(log, Stream.STDERR)).isEqualTo(stderr.toByteArray());
      }
    } finally {
      try (var files = Files.list(directory)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(directory);
    }
  }

  private static byte[] contents(ContainerLog log, Stream stream) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var reader = log.read(ALL)) {
      for (Record r; (r = reader.next()) != null; ) {
        if (r.stream() == stream) {
          out.writeBytes(r.bytes());
          assertThat(r.partial()).isEqualTo(r.bytes()[r.bytes().length - 1] != '\n');
        }
      }
    }
    return out.toByteArray();
  }

  @Provide
  Arbitrary<List<Piece>> output() {
    return Combinators.combine(
            Arbitraries.of(Stream.STDOUT, Stream.STDERR),
            Arbitraries.integers().between(0, 70_000),
            Arbitraries.integers().between(1, 40_000),
            Arbitraries.of((byte) 'x', (byte) 0, (byte) 0xB1))
        .as(Piece::new)
        .list()
        .ofMaxSize(6);
  }
}
