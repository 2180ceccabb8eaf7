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
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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

  @ParameterizedTest
  @MethodSource("seeds")
  void whatGoesInComesOut(long seed) throws IOException {
    Random random = new Random(seed);
    List<Piece> output = output(random);
    int fileSize = random.nextInt(5000, 100_000);
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

  static LongStream seeds() {
    return LongStream.range(0, 100);
  }

  private static List<Piece> output(Random random) {
    byte[] fills = {'x', 0, (byte) 0xB1};
    List<Piece> pieces = new ArrayList<>();
    for (int i = random.nextInt(7); i > 0; i--) {
      pieces.add(
          new Piece(
              random.nextBoolean() ? Stream.STDOUT : Stream.STDERR,
              random.nextInt(70_001),
              1 + random.nextInt(random.nextBoolean() ? 100 : 40_000),
              fills[random.nextInt(fills.length)]));
    }
    return pieces;
  }
}
