package io.berth.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.berth.log.ContainerLog.Options;
import io.berth.log.ContainerLog.Query;
import io.berth.log.ContainerLog.Record;
import io.berth.log.ContainerLog.Stream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FileLogTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00.000000001Z");
  private static final Query ALL = new Query(true, true, -1, null, null, false);
  private static final Query FOLLOW = new Query(true, true, -1, null, null, true);

  @TempDir Path directory;
  private ContainerLog log;

  @BeforeEach
  void open() throws IOException {
    log = open(Options.DEFAULT);
  }

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void linesComeBackWithStreamAndTime() throws Exception {
    append(Stream.STDOUT, "one\ntw", 0);
    append(Stream.STDERR, "oops\n", 1);
    append(Stream.STDOUT, "o\n", 2);

    List<Record> records = read(ALL);

    assertThat(texts(records)).containsExactly("one\n", "oops\n", "two\n");
    assertThat(records)
        .extracting(Record::stream)
        .containsExactly(Stream.STDOUT, Stream.STDERR, Stream.STDOUT);
    assertThat(records).extracting(Record::at).containsExactly(second(0), second(1), second(2));
    assertThat(read(new Query(false, true, -1, null, null, false))).hasSize(1);
  }

  @Test
  void aLongLineComesInParts() throws Exception {
    append(Stream.STDOUT, "x".repeat(40_000) + "\n", 0);

    List<Record> records = read(ALL);

    assertThat(records).extracting(r -> r.bytes().length).containsExactly(16384, 16384, 7233);
    assertThat(records).extracting(Record::partial).containsExactly(true, true, false);
  }

  @Test
  void sealingWritesAnUnfinishedLine() throws Exception {
    append(Stream.STDOUT, "prompt> ", 0);
    assertThat(read(ALL)).isEmpty();
    log.seal();
    assertThat(texts(read(ALL))).containsExactly("prompt> ");
    assertThat(read(ALL).getFirst().partial()).isFalse();
  }

  @Test
  void anUnfinishedLineGoesOnAfterReopening() throws Exception {
    append(Stream.STDOUT, "be", 0);
    reopen(Options.DEFAULT);
    append(Stream.STDOUT, "rth\n", 1);

    assertThat(texts(read(ALL))).containsExactly("be", "rth\n");
    assertThat(read(ALL)).extracting(Record::partial).containsExactly(true, false);
  }

  @Test
  void tailCountsLinesAcrossRotations() throws Exception {
    reopen(new Options(500, 20));
    lines(0, 100);
    assertThat(Files.list(directory)).hasSizeGreaterThan(5);

    for (int n = 0; n <= 120; n += 7) {
      assertThat(texts(read(new Query(true, true, n, null, null, false))))
          .isEqualTo(expected(Math.max(0, 100 - n), 100));
    }
  }

  @Test
  void tailTakesALongLineWhole() throws Exception {
    lines(0, 3);
    append(Stream.STDOUT, "y".repeat(40_000) + "\nlast\n", 3);

    assertThat(read(new Query(true, true, 2, null, null, false))).hasSize(4);
    assertThat(read(new Query(true, true, 3, null, null, false))).hasSize(5);
  }

  @Test
  void tailCountsOnlyTheStreamsAskedFor() throws Exception {
    append(Stream.STDERR, "bad\n", 0);
    lines(1, 50);
    assertThat(texts(read(new Query(false, true, 1, null, null, false)))).containsExactly("bad\n");
  }

  @Test
  void sinceAndUntilIncludeTheirOwnInstant() throws Exception {
    reopen(new Options(300, 50));
    lines(0, 60);

    assertThat(texts(read(new Query(true, true, -1, second(20), second(40), false))))
        .isEqualTo(expected(20, 41));
    assertThat(texts(read(new Query(true, true, -1, second(59), null, false))))
        .isEqualTo(expected(59, 60));
    assertThat(read(new Query(true, true, -1, second(60), null, false))).isEmpty();
    assertThat(texts(read(new Query(true, true, 3, second(58), null, false))))
        .isEqualTo(expected(58, 60));
    assertThat(texts(read(new Query(true, true, 3, null, second(10), false))))
        .isEqualTo(expected(8, 11));
    assertThat(texts(read(new Query(true, true, -1, Instant.MIN, Instant.MAX, false))))
        .isEqualTo(expected(0, 60));
  }

  @Test
  void onlyTheFilesAllowedAreKept() throws Exception {
    reopen(new Options(1000, 3));
    lines(0, 1000);

    assertThat(Files.list(directory)).hasSize(3);
    assertThat(log.size()).isBetween(2000L, 3000L);
    List<String> texts = texts(read(ALL));
    assertThat(texts).isEqualTo(expected(1000 - texts.size(), 1000));
  }

  @Test
  void whatACrashTornOffIsCutAndTheRestIsKept() throws Exception {
    lines(0, 20);
    log.close();
    Path file = directory.resolve("0000000001.log");
    byte[] whole = Files.readAllBytes(file);
    int last = 17 + "line 19\n".length();
    for (int cut = 1; cut <= last; cut++) {
      Files.write(file, Arrays.copyOf(whole, whole.length - cut));
      log = open(Options.DEFAULT);
      assertThat(texts(read(ALL))).isEqualTo(expected(0, 19));
      lines(19, 21);
      assertThat(texts(read(ALL))).isEqualTo(expected(0, 21));
      log.close();
    }
  }

  @Test
  void zeroesAndRubbishAtTheEndAreCut() throws Exception {
    for (int value : new int[] {0, 0xB1, 0xFF}) {
      log = open(Options.DEFAULT);
      lines(0, 5);
      log.close();
      Path file = directory.resolve("0000000001.log");
      try (var out = new RandomAccessFile(file.toFile(), "rw")) {
        byte[] rubbish = new byte[5000];
        Arrays.fill(rubbish, (byte) value);
        out.seek(out.length());
        out.write(rubbish);
      }
      log = open(Options.DEFAULT);
      lines(5, 6);
      assertThat(texts(read(ALL))).isEqualTo(expected(0, 6));
      log.close();
      Files.delete(file);
    }
  }

  @Test
  void aFileWithATornHeaderIsPassedOver() throws Exception {
    lines(0, 5);
    log.close();
    Files.write(directory.resolve("0000000002.log"), new byte[] {'B', 'E'});
    log = open(Options.DEFAULT);
    lines(5, 10);

    assertThat(texts(read(ALL))).isEqualTo(expected(0, 10));
    assertThat(texts(read(new Query(true, true, 7, null, null, false)))).isEqualTo(expected(3, 10));
  }

  @Test
  void aFollowerEndsWhenSealedAndNotBefore() throws Exception {
    lines(0, 3);
    try (var threads = Executors.newSingleThreadExecutor()) {
      Future<List<Record>> follower = threads.submit(() -> read(FOLLOW));
      lines(3, 6);
      Thread.sleep(30);
      assertThat(follower.isDone()).isFalse();
      append(Stream.STDOUT, "bye", 6);
      log.seal();
      log.unseal();
      assertThat(texts(follower.get())).containsAll(expected(0, 6)).endsWith("bye");
    }
    log.seal();
    assertThat(read(FOLLOW)).hasSize(7);
  }

  @Test
  void closingAFollowerFromElsewhereEndsIt() throws Exception {
    var reader = log.read(FOLLOW);
    try (var threads = Executors.newSingleThreadExecutor()) {
      Future<Record> waiting = threads.submit((Callable<Record>) reader::next);
      Thread.sleep(20);
      reader.close();
      assertThat(waiting.get()).isNull();
    }
  }

  @Test
  void aFollowerEndsAtItsUntil() throws Exception {
    lines(0, 1);
    var query = new Query(true, true, -1, null, Instant.now().plusMillis(50), true);
    assertThat(read(query)).hasSize(1);
  }

  @Test
  void followersLoseNothingAcrossRotations() throws Exception {
    reopen(new Options(20_000, 1000));
    try (var threads = Executors.newCachedThreadPool()) {
      var followers =
          IntStream.range(0, 4).mapToObj(i -> threads.submit(() -> read(FOLLOW))).toList();
      for (int i = 0; i < 20_000; i += 50) {
        lines(i, i + 50);
      }
      log.seal();
      for (var follower : followers) {
        assertThat(texts(follower.get())).isEqualTo(expected(0, 20_000));
      }
    }
  }

  @Test
  void aFollowerHearsOfALineInWellUnderAMillisecond() throws Exception {
    int rounds = 2000;
    long[] delays = new long[rounds];
    try (var threads = Executors.newSingleThreadExecutor();
        var reader = log.read(FOLLOW)) {
      for (int i = 0; i < rounds; i++) {
        Future<Long> heard =
            threads.submit(() -> {
              reader.next();
              return System.nanoTime();
            });
        Thread.sleep(0, 200_000);
        long sent = System.nanoTime();
        append(Stream.STDOUT, "tick\n", i);
        delays[i] = heard.get() - sent;
      }
    }
    Arrays.sort(delays);
    assertThat(delays[rounds / 2]).isLessThan(1_000_000);
  }

  private ContainerLog open(Options options) throws IOException {
    return new FileLogs().open(directory, options);
  }

  private void reopen(Options options) throws IOException {
    log.close();
    log = open(options);
  }

  private void lines(int from, int to) throws IOException {
    for (int i = from; i < to; i++) {
      append(Stream.STDOUT, "line " + i + "\n", i);
    }
  }

  private void append(Stream stream, String text, int second) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    log.append(stream, bytes, 0, bytes.length, second(second));
  }

  private static Instant second(int i) {
    return START.plusSeconds(i);
  }

  private static List<String> expected(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "line " + i + "\n").toList();
  }

  private List<Record> read(Query query) throws IOException {
    try (var reader = log.read(query)) {
      var records = new ArrayList<Record>();
      for (Record r; (r = reader.next()) != null; ) {
        records.add(r);
      }
      return records;
    }
  }

  private static List<String> texts(List<Record> records) {
    return records.stream().map(r -> new String(r.bytes(), UTF_8)).toList();
  }
}
