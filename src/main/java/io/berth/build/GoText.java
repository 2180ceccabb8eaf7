package io.berth.build;

import io.berth.dockerfile.Instruction.Healthcheck;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** How Go prints values: histories of images hold instructions so. */
final class GoText {

  private GoText() {}

  /** {@code ["a" "b"]}, as by {@code %q}. */
  static String quoted(List<String> words) {
    return words.stream().map(GoText::quoted).collect(Collectors.joining(" ", "[", "]"));
  }

  static String quoted(String word) {
    StringBuilder text = new StringBuilder("\"");
    word.codePoints().forEach(c -> text.append(escaped(c)));
    return text.append('"').toString();
  }

  private static String escaped(int c) {
    return switch (c) {
      case '"' -> "\\\"";
      case '\\' -> "\\\\";
      case '\n' -> "\\n";
      case '\t' -> "\\t";
      case '\r' -> "\\r";
      case 0x07 -> "\\a";
      case '\b' -> "\\b";
      case '\f' -> "\\f";
      case 0x0b -> "\\v";
      default -> c < ' ' || c == 0x7f ? "\\x%02x".formatted(c) : Character.toString(c);
    };
  }

  /** {@code &{["CMD" "x"] "30s" "0s" "0s" '\x03'}}. */
  static String quoted(Healthcheck check) {
    int retries = check.retries();
    String rune =
        switch (retries) {
          case 0 -> "\\x00";
          case '\'' -> "\\'";
          case '"' -> "\"";
          default -> escaped(retries);
        };
    return "&{%s \"%s\" \"%s\" \"%s\" '%s'}"
        .formatted(
            quoted(check.test()),
            duration(check.interval()),
            duration(check.timeout()),
            duration(check.startPeriod()),
            rune);
  }

  /** {@code 1m30s}, as a {@code time.Duration} is printed. */
  static String duration(long nanos) {
    if (nanos < 1_000_000_000) {
      return nanos == 0
          ? "0s"
          : nanos < 1_000
              ? nanos + "ns"
              : nanos < 1_000_000 ? decimal(nanos, 1_000) + "µs" : decimal(nanos, 1_000_000) + "ms";
    }
    long minutes = nanos / 60_000_000_000L;
    String seconds = decimal(nanos % 60_000_000_000L, 1_000_000_000) + "s";
    return minutes == 0
        ? seconds
        : minutes < 60
            ? minutes + "m" + seconds
            : minutes / 60 + "h" + minutes % 60 + "m" + seconds;
  }

  private static String decimal(long nanos, long unit) {
    String text = String.format(Locale.ROOT, "%.9f", (double) nanos / unit);
    return text.replaceAll("0+$", "").replaceAll("\\.$", "");
  }

  /** {@code [a b]}, as by {@code %v}. */
  static String plain(List<String> words) {
    return "[" + String.join(" ", words) + "]";
  }
}
