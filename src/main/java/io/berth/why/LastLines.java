package io.berth.why;

import io.berth.container.Containers;
import io.berth.failure.BerthException;
import io.berth.log.ContainerLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of a log as text for people. */
final class LastLines {

  private static final Logger LOG = LoggerFactory.getLogger(LastLines.class);
  private static final int LINES = 20;
  private static final int LONGEST = 500;

  private static final Pattern UNPRINTABLE =
      Pattern.compile(
          "\\x1b\\[[0-?]*[ -/]*[@-~]" // colours and cursor moves
              + "|\\x1b\\][^\\x07\\x1b]*(\\x07|\\x1b\\\\)?" // titles and links
              + "|[\\p{Cntrl}&&[^\\t]]");

  private LastLines() {}

  /** Of the run that began then; empty when there is no log to read. */
  static List<String> of(Containers containers, String id, @Nullable Instant since) {
    List<String> lines = new ArrayList<>();
    try (var reader =
        containers
            .logs(id)
            .log()
            .read(new ContainerLog.Query(true, true, LINES, since, null, false))) {
      for (var line = reader.next(); line != null; line = reader.next()) {
        lines.add(plain(new String(line.bytes(), StandardCharsets.UTF_8)));
      }
    } catch (BerthException | IOException e) {
      LOG.debug("no last lines of container {}", id, e);
    }
    return List.copyOf(lines);
  }

  static String plain(String line) {
    String text = UNPRINTABLE.matcher(line).replaceAll("");
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + " …";
  }
}
