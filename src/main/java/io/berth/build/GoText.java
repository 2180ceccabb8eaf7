package io.berth.build;

import io.berth.dockerfile.GoDuration;
import io.berth.dockerfile.Instruction.Healthcheck;
import java.util.List;
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
            GoDuration.format(check.interval()),
            GoDuration.format(check.timeout()),
            GoDuration.format(check.startPeriod()),
            rune);
  }

  /** {@code [a b]}, as by {@code %v}. */
  static String plain(List<String> words) {
    return "[" + String.join(" ", words) + "]";
  }
}
