package io.berth.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.berth.log.ContainerLog.Query;
import io.berth.log.ContainerLog.Record;
import io.berth.log.ContainerLog.Stream;
import io.berth.log.LogAppender.Options;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Line i says its number at second i; the log lies in many files. */
@Timeout(60)
class FilteredLogTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final int LINES = 1000;

  @TempDir Path directory;
  private final FileLogs logs = new FileLogs();
  private ContainerLog log;
  private LogAppender appender;

  @BeforeEach
  void write() throws IOException {
    log = logs.open(directory);
    appender = LogAppender.open(directory, new Options(1000, 1000));
    append(0, LINES);
  }

  @AfterEach
  void close() throws IOException {
    appender.close();
    logs.close();
  }

  private void append(int from, int to) throws IOException {
    for (int i = from; i < to; i++) {
      byte[] line = ("line-%d\n".formatted(i)).getBytes(UTF_8);
      appender.append(Stream.STDOUT, line, 0, line.length, START.plusSeconds(i));
    }
  }

  @Test
  void theTailCountsWhatTheFilterChooses() throws IOException {
    assertThat(numbers(query(3, null, "7$"))).containsExactly(977, 987, 997);
    assertThat(numbers(query(0, null, "7$"))).isEmpty();
    assertThat(numbers(query(1000, null, "77$")))
        .containsExactlyElementsOf(every(100).mapToObj(i -> i + 77).toList());
    assertThat(numbers(query(5, null, "none"))).isEmpty();
  }

  private static IntStream every(int step) {
    return IntStream.range(0, LINES / step).map(i -> i * step);
  }

  @Test
  void theTailEndsAtUntilInWhateverFileThatIs() throws IOException {
    for (int last = 0; last < LINES; last += 37) {
      assertThat(numbers(query(3, START.plusSeconds(last), null)))
          .containsExactlyElementsOf(
              IntStream.rangeClosed(Math.max(0, last - 2), last).boxed().toList());
      assertThat(numbers(query(1, START.plusSeconds(last), "0$"))).containsExactly(last / 10 * 10);
    }
    assertThat(numbers(query(3, START.minusSeconds(1), null))).isEmpty();
  }

  @Test
  void aFollowerGoesOnWithWhatTheFilterChooses() throws IOException {
    var query = new Query(true, true, 1, null, null, true, LineFilter.of("5$", "15$", true));
    try (var reader = log.read(query)) {
      append(LINES, LINES + 30);
      appender.seal();
      log.seal();
      assertThat(rest(reader)).containsExactly(995, 1005, 1025);
    }
  }

  private static Query query(int tail, @Nullable Instant until, @Nullable String expression) {
    LineFilter filter = expression == null ? null : LineFilter.of(expression, "", true);
    return new Query(true, true, tail, null, until, false, filter);
  }

  private List<Integer> numbers(Query query) throws IOException {
    try (var reader = log.read(query)) {
      return rest(reader);
    }
  }

  private static List<Integer> rest(ContainerLog.Reader reader) throws IOException {
    var numbers = new ArrayList<Integer>();
    for (Record record; (record = reader.next()) != null; ) {
      numbers.add(Integer.parseInt(new String(record.bytes(), UTF_8).strip().substring(5)));
    }
    return numbers;
  }
}
