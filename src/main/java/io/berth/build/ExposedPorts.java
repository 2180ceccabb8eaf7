package io.berth.build;

import io.berth.failure.InvalidRequest;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Ports as EXPOSE names them. */
final class ExposedPorts {

  private static final int HIGHEST = 65535;
  private static final Pattern PORT =
      Pattern.compile("(?:[^/]*:)?(\\d{1,5})(?:-(\\d{1,5}))?(?:/(tcp|udp|sctp))?");

  private ExposedPorts() {}

  /**
   * Each port of a range, such as {@code 80/tcp}.
   *
   * @throws InvalidRequest it names none
   */
  static List<String> of(String text) {
    Matcher port = PORT.matcher(text.toLowerCase(java.util.Locale.ROOT));
    if (!port.matches()) {
      throw new InvalidRequest("invalid containerPort: " + text);
    }
    int first = Integer.parseInt(port.group(1));
    int last = port.group(2) == null ? first : Integer.parseInt(port.group(2));
    if (last > HIGHEST || last < first) {
      throw new InvalidRequest("invalid containerPort: " + text);
    }
    String protocol = port.group(3) == null ? "tcp" : port.group(3);
    return IntStream.rangeClosed(first, last).mapToObj(number -> number + "/" + protocol).toList();
  }
}
