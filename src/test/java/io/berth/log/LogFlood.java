package io.berth.log;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.berth.log.ContainerLog.Stream;
import io.berth.log.LogAppender.Options;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;

/** Appends numbered lines of different lengths, in pieces that do not end with them. */
final class LogFlood {

  private LogFlood() {}

  /** A process of its own: directory, file size, files, lines. */
  public static void main(String[] arguments) throws IOException {
    var options = new Options(Long.parseLong(arguments[1]), Integer.parseInt(arguments[2]));
    try (var appender = LogAppender.open(Path.of(arguments[0]), options)) {
      write(appender, 0, Integer.parseInt(arguments[3]));
    }
  }

  static void write(LogAppender appender, int from, int to) throws IOException {
    var text = new StringBuilder();
    for (int i = from; i < to; i++) {
      text.append(i).append(" ").append("x".repeat(i * 31 % 257)).append('\n');
      int piece = 1 + i * 7919 % 30_000;
      if (text.length() > piece) {
        send(appender, text.substring(0, piece));
        text.delete(0, piece);
      }
    }
    send(appender, text.toString());
  }

  private static void send(LogAppender appender, String text) throws IOException {
    byte[] bytes = text.getBytes(US_ASCII);
    appender.append(Stream.STDOUT, bytes, 0, bytes.length, Instant.now());
  }

  /** The number of the line that a record holds. */
  static int number(ContainerLog.Record line) {
    String text = new String(line.bytes(), US_ASCII);
    int number = Integer.parseInt(text.substring(0, text.indexOf(' ')));
    if (!text.equals(number + " " + "x".repeat(number * 31 % 257) + "\n")) {
      throw new AssertionError(text);
    }
    return number;
  }
}
