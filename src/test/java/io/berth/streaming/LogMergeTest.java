package io.berth.streaming;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.berth.log.ContainerLog.Reader;
import io.berth.log.ContainerLog.Record;
import io.berth.log.ContainerLog.Stream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LogMergeTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void linesComeInTheOrderOfTimeEachWithItsName() throws IOException {
    var a = new Scripted(record(1, "one\n", false), record(4, "four\n", false));
    var b = new Scripted(record(2, "two\n", false), record(3, "three\n", false));
    assertThat(merged(false, a, b)).isEqualTo("a | one\nb | two\nb | three\na | four\n");
    assertThat(a.closed && b.closed).isTrue();
  }

  @Test
  void aLongLineStaysWholeAndAnUnfinishedOneGetsAnEnd() throws IOException {
    var a =
        new Scripted(record(1, "long ", true), record(5, "line\n", false), record(6, "$ ", false));
    var b = new Scripted(record(2, "other\n", false));
    assertThat(merged(false, a, b)).isEqualTo("a | long line\nb | other\na | $ \n");
  }

  @Test
  void oneLogNeedsNoNameAndMayHaveTimes() throws IOException {
    var only = new Scripted(record(1, "\u001b[31mred\u001b[0m\n", false));
    assertThat(merged(true, only))
        .isEqualTo("2026-01-01T00:00:01.000000Z \u001b[31mred\u001b[0m\n");
  }

  private static String merged(boolean times, Scripted... readers) throws IOException {
    var out = new ByteArrayOutputStream();
    try (LogMerge merge = new LogMerge()) {
      char name = 'a';
      for (Scripted reader : readers) {
        merge.add(String.valueOf(name++), reader);
      }
      merge.write(out, times);
    }
    return out.toString(UTF_8);
  }

  private static Record record(int second, String text, boolean partial) {
    return new Record(Stream.STDOUT, START.plusSeconds(second), text.getBytes(UTF_8), partial);
  }

  private static final class Scripted implements Reader {

    private final Deque<Record> records;
    private boolean closed;

    Scripted(Record... records) {
      this.records = new ArrayDeque<>(List.of(records));
    }

    @Override
    public @Nullable Record next() {
      return records.poll();
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
