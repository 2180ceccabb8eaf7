package io.berth.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.log.ContainerLog.Query;
import io.berth.log.LogAppender.Options;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Readers keep up with a flood that they share nothing with but the files. */
@Timeout(120)
class FollowingTest {

  private static final int LINES = 200_000;
  private static final int UNLIMITED = 1_000_000;

  @TempDir Path directory;
  private final FileLogs logs = new FileLogs();
  private ContainerLog log;

  @BeforeEach
  void open() throws IOException {
    log = logs.open(directory);
  }

  @AfterEach
  void close() {
    logs.close();
  }

  @Test
  void nothingIsLostOrDoubledAcrossRotations() throws Exception {
    try (var threads = Executors.newCachedThreadPool();
        var appender = LogAppender.open(directory, new Options(50_000, UNLIMITED))) {
      List<Future<Integer>> followers =
          IntStream.range(0, 3).mapToObj(_ -> threads.submit(this::followAll)).toList();
      LogFlood.write(appender, 0, LINES);
      for (var follower : followers) {
        assertThat(follower.get()).isEqualTo(LINES);
      }
    }
  }

  @Test
  void anotherProcessMayWrite() throws Exception {
    try (var threads = Executors.newCachedThreadPool()) {
      Future<Integer> follower = threads.submit(this::followAll);
      Process writer = startWriter(100_000, UNLIMITED);
      try {
        assertThat(writer.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(writer.exitValue()).isZero();
        assertThat(follower.get(60, TimeUnit.SECONDS)).isEqualTo(LINES);
      } finally {
        writer.destroyForcibly();
      }
    }
  }

  @Test
  void aReaderThatRotationOvertakesGoesOnWithWhatIsLeft() throws Exception {
    try (var threads = Executors.newCachedThreadPool();
        var appender = LogAppender.open(directory, new Options(20_000, 3))) {
      Future<List<Integer>> slow = threads.submit(this::followSlowly);
      LogFlood.write(appender, 0, LINES);
      log.seal();
      assertThat(slow.get()).isSorted().doesNotHaveDuplicates().endsWith(LINES - 1);
    }
  }

  @Test
  void tailsDuringAFloodAreWholeAndWithoutGaps() throws Exception {
    try (var threads = Executors.newCachedThreadPool();
        var appender = LogAppender.open(directory, new Options(1_000_000, UNLIMITED))) {
      Future<?> flood =
          threads.submit(
              (Callable<Void>)
                  () -> {
                    LogFlood.write(appender, 0, LINES);
                    return null;
                  });
      int seen = 0;
      for (int rounds = 0; !flood.isDone() || rounds < 10; rounds++) {
        List<Integer> tail = numbers(new Query(true, true, 100, null, null, false));
        assertGapless(tail);
        assertThat(tail.size()).isEqualTo(tail.isEmpty() ? 0 : Math.min(100, tail.getLast() + 1));
        assertThat(tail.isEmpty() ? 0 : tail.getLast()).isGreaterThanOrEqualTo(seen);
        seen = tail.isEmpty() ? 0 : tail.getLast();
      }
      flood.get();
      assertThat(numbers(new Query(true, true, 1, null, null, false))).containsExactly(LINES - 1);
    }
  }

  @Test
  void aFollowerMayBeginWithATailDuringAFlood() throws Exception {
    try (var threads = Executors.newCachedThreadPool();
        var appender = LogAppender.open(directory, new Options(1_000_000, UNLIMITED))) {
      LogFlood.write(appender, 0, 1000);
      List<Future<List<Integer>>> followers =
          IntStream.range(0, 20)
              .mapToObj(
                  _ -> threads.submit(() -> numbers(new Query(true, true, 10, null, null, true))))
              .toList();
      LogFlood.write(appender, 1000, 50_000);
      log.seal();
      for (var follower : followers) {
        assertGapless(follower.get());
        assertThat(follower.get()).hasSizeGreaterThanOrEqualTo(10).endsWith(49_999);
      }
    }
  }

  private Process startWriter(long fileBytes, int files) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            LogFlood.class.getName(),
            directory.toString(),
            Long.toString(fileBytes),
            Integer.toString(files),
            Integer.toString(LINES))
        .inheritIO()
        .start();
  }

  /** Reads every line up to the last, which must be in order; returns how many. */
  private int followAll() throws IOException {
    try (var reader = log.read(new Query(true, true, -1, null, null, true))) {
      int next = 0;
      while (next < LINES) {
        assertThat(LogFlood.number(reader.next())).isEqualTo(next);
        next++;
      }
      return next;
    }
  }

  private List<Integer> followSlowly() throws Exception {
    try (var reader = log.read(new Query(true, true, -1, null, null, true))) {
      List<Integer> numbers = new ArrayList<>();
      for (var line = reader.next(); line != null; line = reader.next()) {
        numbers.add(LogFlood.number(line));
        if (numbers.size() % 50 == 0) {
          Thread.sleep(1);
        }
      }
      return numbers;
    }
  }

  private List<Integer> numbers(Query query) throws IOException {
    try (var reader = log.read(query)) {
      List<Integer> numbers = new ArrayList<>();
      for (var line = reader.next(); line != null; line = reader.next()) {
        numbers.add(LogFlood.number(line));
      }
      return numbers;
    }
  }

  private static void assertGapless(List<Integer> numbers) {
    for (int i = 1; i < numbers.size(); i++) {
      assertThat(numbers.get(i)).isEqualTo(numbers.get(i - 1) + 1);
    }
  }
}
