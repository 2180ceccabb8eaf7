package io.berth.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.berth.failure.Unavailable;
import io.berth.linux.Errno;
import io.berth.log.ContainerLog.Query;
import io.berth.log.ContainerLog.Record;
import io.berth.log.ContainerLog.Stream;
import io.berth.log.LogAppender.Options;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
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

@Timeout(60)
class FileLogTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00.000000001Z");
  private static final Query ALL = new Query(true, true, -1, null, null, false);
  private static final Query FOLLOW = new Query(true, true, -1, null, null, true);

  @TempDir Path directory;
  private final FileLogs logs = new FileLogs();
  private LogAppender appender;
  private ContainerLog log;

  @BeforeEach
  void open() throws IOException {
    appender = LogAppender.open(directory, Options.DEFAULT);
    log = logs.open(directory);
  }

  @AfterEach
  void close() throws IOException {
    appender.close();
    log.close();
    logs.close();
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
  void eachRecordHasATimeOfItsOwnUnlessTheClockIsSetBack() throws Exception {
    append(Stream.STDOUT, "a\nb\nc\n", 5);
    append(Stream.STDOUT, "d\n", 5);
    append(Stream.STDOUT, "e\n", 2);
    assertThat(read(ALL))
        .extracting(Record::at)
        .containsExactly(
            second(5),
            second(5).plusNanos(1),
            second(5).plusNanos(2),
            second(5).plusNanos(3),
            second(2));
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
    appender.seal();
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
    appender.close();
    Path file = directory.resolve("0000000001.log");
    byte[] whole = Files.readAllBytes(file);
    int last = 17 + "line 19\n".length();
    for (int cut = 1; cut <= last; cut++) {
      Files.write(file, Arrays.copyOf(whole, whole.length - cut));
      appender = LogAppender.open(directory, Options.DEFAULT);
      assertThat(texts(read(ALL))).isEqualTo(expected(0, 19));
      lines(19, 21);
      assertThat(texts(read(ALL))).isEqualTo(expected(0, 21));
      appender.close();
    }
  }

  @Test
  void zeroesAndRubbishAtTheEndAreCut() throws Exception {
    for (int value : new int[] {0, 0xB1, 0xFF}) {
      appender = LogAppender.open(directory, Options.DEFAULT);
      lines(0, 5);
      appender.close();
      Path file = directory.resolve("0000000001.log");
      try (var out = new RandomAccessFile(file.toFile(), "rw")) {
        byte[] rubbish = new byte[5000];
        Arrays.fill(rubbish, (byte) value);
        out.seek(out.length());
        out.write(rubbish);
      }
      appender = LogAppender.open(directory, Options.DEFAULT);
      lines(5, 6);
      assertThat(texts(read(ALL))).isEqualTo(expected(0, 6));
      appender.close();
      Files.delete(file);
    }
  }

  @Test
  void aFileWithATornHeaderIsPassedOver() throws Exception {
    lines(0, 5);
    appender.close();
    Files.write(directory.resolve("0000000002.log"), new byte[] {'B', 'E'});
    appender = LogAppender.open(directory, Options.DEFAULT);
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
      seal();
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
      seal();
      for (var follower : followers) {
        assertThat(texts(follower.get())).isEqualTo(expected(0, 20_000));
      }
    }
  }

  @Test
  void aFollowerHearsOfEveryLine() throws Exception {
    try (var threads = Executors.newSingleThreadExecutor();
        var reader = log.read(FOLLOW)) {
      for (int i = 0; i < 500; i++) {
        Future<Record> heard = threads.submit((Callable<Record>) reader::next);
        if (i % 10 == 0) {
          Thread.sleep(1); // it waits by then
        }
        lines(i, i + 1);
        assertThat(texts(List.of(heard.get(20, TimeUnit.SECONDS)))).isEqualTo(expected(i, i + 1));
      }
    }
  }

  @Test
  void aFollowerMayComeBeforeTheFirstFile() throws Exception {
    try (var threads = Executors.newSingleThreadExecutor();
        var reader = log.read(FOLLOW)) {
      Future<Record> heard = threads.submit((Callable<Record>) reader::next);
      Thread.sleep(20);
      lines(0, 1);
      assertThat(texts(List.of(heard.get(20, TimeUnit.SECONDS)))).isEqualTo(expected(0, 1));
    }
  }

  @Test
  void aReaderEndsAtTheEndAsItWasWhenItWasOpened() throws Exception {
    reopen(new Options(1000, 100));
    lines(0, 10);
    try (var reader = log.read(ALL)) {
      lines(10, 200);
      assertThat(texts(rest(reader))).isEqualTo(expected(0, 10));
    }
  }

  @Test
  void aRecordIsReadOnceItIsWhole() throws Exception {
    lines(0, 3);
    appender.close();
    Path file = directory.resolve("0000000001.log");
    byte[] whole = Files.readAllBytes(file);
    int last = 17 + "line 2\n".length();
    for (int cut = 1; cut < last; cut++) {
      Files.write(file, Arrays.copyOf(whole, whole.length - cut));
      assertThat(texts(read(ALL))).isEqualTo(expected(0, 2));
      assertThat(texts(read(new Query(true, true, 1, null, null, false))))
          .isEqualTo(expected(1, 2));
      try (var threads = Executors.newSingleThreadExecutor();
          var reader = log.read(FOLLOW)) {
        assertThat(texts(List.of(reader.next(), reader.next()))).isEqualTo(expected(0, 2));
        Future<Record> heard = threads.submit((Callable<Record>) reader::next);
        for (int i = whole.length - cut; i < whole.length; i++) {
          assertThat(heard.isDone()).isFalse();
          Files.write(file, new byte[] {whole[i]}, StandardOpenOption.APPEND);
        }
        assertThat(texts(List.of(heard.get(20, TimeUnit.SECONDS)))).isEqualTo(expected(2, 3));
      }
    }
    assertThat(Files.readAllBytes(file)).isEqualTo(whole);
  }

  @Test
  void aFollowerPassesWhatANewAppenderCutsOff() throws Exception {
    lines(0, 3);
    appender.close();
    Path file = directory.resolve("0000000001.log");
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 5));
    try (var threads = Executors.newSingleThreadExecutor();
        var reader = log.read(FOLLOW)) {
      assertThat(texts(List.of(reader.next(), reader.next()))).isEqualTo(expected(0, 2));
      Future<Record> heard = threads.submit((Callable<Record>) reader::next);
      Thread.sleep(10);
      appender = LogAppender.open(directory, Options.DEFAULT);
      lines(7, 8);
      assertThat(texts(List.of(heard.get(20, TimeUnit.SECONDS)))).isEqualTo(expected(7, 8));
    }
  }

  @Test
  void aFollowerEndsWhenTheDirectoryIsDeleted() throws Exception {
    try (var threads = Executors.newSingleThreadExecutor()) {
      Future<List<Record>> follower = threads.submit(() -> read(FOLLOW));
      Thread.sleep(20);
      Files.delete(directory);
      assertThat(follower.get(20, TimeUnit.SECONDS)).isEmpty();
    }
  }

  @Test
  void aDirectoryIsWatchedWhileSomebodyFollows() throws Exception {
    read(ALL);
    assertThat(watches()).isZero();
    var one = log.read(FOLLOW);
    try (var other = logs.open(directory).read(FOLLOW)) {
      one.close();
      assertThat(watches()).isEqualTo(1);
      lines(0, 1);
      assertThat(texts(List.of(other.next()))).isEqualTo(expected(0, 1));
    }
    assertThat(watches()).isZero();
    try (var left = log.read(FOLLOW)) {
      assertThat(watches()).isEqualTo(1);
      seal();
      assertThat(rest(left)).hasSize(1);
      assertThat(watches()).isZero();
    }
  }

  @Test
  void aFollowerReadsTheRestOfADeletedLog() throws Exception {
    lines(0, 3);
    try (var reader = log.read(FOLLOW)) {
      assertThat(texts(List.of(reader.next()))).isEqualTo(expected(0, 1));
      seal();
      Files.delete(directory.resolve("0000000001.log"));
      Files.delete(directory);
      assertThat(texts(rest(reader))).isEqualTo(expected(1, 3));
    }
  }

  @Test
  void closingTheFactoryEndsFollowers() throws Exception {
    lines(0, 3);
    try (var threads = Executors.newSingleThreadExecutor()) {
      Future<List<Record>> follower = threads.submit(() -> read(FOLLOW));
      Thread.sleep(20);
      logs.close();
      assertThat(texts(follower.get(20, TimeUnit.SECONDS))).isEqualTo(expected(0, 3));
    }
    assertThatThrownBy(() -> log.read(FOLLOW)).isInstanceOf(Unavailable.class);
  }

  @Test
  void saysWhichLimitLeavesNoFollower() {
    assertThat(LogWatcher.explain(directory, Errno.refused("inotify_init1", "", Errno.EMFILE)))
        .hasMessageContaining("max_user_instances");
    assertThat(LogWatcher.explain(directory, Errno.refused("inotify_add_watch", "", Errno.ENOSPC)))
        .hasMessageContaining("max_user_watches")
        .hasMessageContaining(directory.toString());
  }

  /** The kernel's count of this process's watches of the directory. */
  private long watches() throws IOException {
    String inode = "ino:%x ".formatted(Files.getAttribute(directory, "unix:ino"));
    long count = 0;
    for (Path info : list(Path.of("/proc/self/fdinfo"))) {
      try {
        count += Files.readAllLines(info).stream().filter(line -> line.contains(inode)).count();
      } catch (IOException e) {
        // closed meanwhile
      }
    }
    return count;
  }

  private static List<Path> list(Path folder) throws IOException {
    try (var paths = Files.list(folder)) {
      return paths.toList();
    }
  }

  private void reopen(Options options) throws IOException {
    appender.close();
    appender = LogAppender.open(directory, options);
  }

  /** The run is over. */
  private void seal() throws IOException {
    appender.seal();
    log.seal();
  }

  private void lines(int from, int to) throws IOException {
    for (int i = from; i < to; i++) {
      append(Stream.STDOUT, "line " + i + "\n", i);
    }
  }

  private void append(Stream stream, String text, int second) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    appender.append(stream, bytes, 0, bytes.length, second(second));
  }

  private static Instant second(int i) {
    return START.plusSeconds(i);
  }

  private static List<String> expected(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "line " + i + "\n").toList();
  }

  private List<Record> read(Query query) throws IOException {
    try (var reader = log.read(query)) {
      return rest(reader);
    }
  }

  private static List<Record> rest(ContainerLog.Reader reader) throws IOException {
    var records = new ArrayList<Record>();
    for (Record r; (r = reader.next()) != null; ) {
      records.add(r);
    }
    return records;
  }

  private static List<String> texts(List<Record> records) {
    return records.stream().map(r -> new String(r.bytes(), UTF_8)).toList();
  }
}
