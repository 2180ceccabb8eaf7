package io.berth.security;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Values that only people who work with containers may see, known by their names. */
public final class SecretNames {

  public static final String MASK = "********";

  /** What a name holds, in one piece or between two signs. */
  private static final Pattern NAME =
      Pattern.compile(
          "passw|passphrase|passcode|pwd|secret|token|credential|bearer"
              + "|(api|access|private|signing|encryption|master|ssh|license)keys?"
              + "|(^|[^a-z])(pass|keys?|auth|dsn)($|[^a-z])",
          Pattern.CASE_INSENSITIVE);

  /** {@code scheme://user:password@host}. */
  private static final Pattern URL_WITH_PASSWORD = Pattern.compile("://[^/@\\s]*:[^/@\\s]+@");

  private SecretNames() {}

  /** Whether the caller sees such values. */
  public static boolean areShown() {
    return Caller.current().may(Role.OPERATOR);
  }

  static boolean isSecret(String name, String value) {
    return !value.isEmpty()
        && (NAME.matcher(name).find() || URL_WITH_PASSWORD.matcher(value).find());
  }

  /** As the caller may see it. */
  public static Map<String, String> masked(Map<String, String> values) {
    return areShown() ? values : hidden(values);
  }

  /** Also from those who may ask for it. */
  public static Map<String, String> hidden(Map<String, String> values) {
    Map<String, String> masked = new HashMap<>();
    values.forEach((name, value) -> masked.put(name, masked(name, value)));
    return masked;
  }

  private static @Nullable String masked(String name, @Nullable String value) {
    return value != null && isSecret(name, value) ? MASK : value;
  }

  /** {@code NAME=value} lines, as the caller may see them. */
  public static List<String> maskedLines(List<String> lines) {
    return areShown() ? lines : hiddenLines(lines);
  }

  public static List<String> hiddenLines(List<String> lines) {
    return lines.stream().map(SecretNames::maskedLine).toList();
  }

  private static String maskedLine(String line) {
    int equals = line.indexOf('=');
    boolean secret = equals >= 0 && isSecret(line.substring(0, equals), line.substring(equals + 1));
    return secret ? line.substring(0, equals + 1) + MASK : line;
  }
}
