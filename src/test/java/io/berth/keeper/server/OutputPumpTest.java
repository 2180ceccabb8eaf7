package io.berth.keeper.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.linux.Fd;
import io.berth.linux.FdInputStream;
import io.berth.linux.FdOutputStream;
import io.berth.linux.Pipe;
import io.berth.log.ContainerLog;
import io.berth.log.ContainerLog.Stream;
import io.berth.log.FileLogs;
import io.berth.log.LogAppender;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class OutputPumpTest {

  private static final int MUCH = 1 << 20;

  @TempDir Path directory;
  private final OutputPump pump = new OutputPump();
  private final List<Source> sources = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  /** A process's output, seen from the process. */
  private final class Source {
    final Pipe pipe = Pipe.open();
    final Path log = directory.resolve("log" + sources.size());
    final LogAppender appender;
    final Outlet outlet;
    final FdOutputStream out = new FdOutputStream(pipe.writer());

    Source() throws IOException {
      appender = LogAppender.open(log, LogAppender.Options.DEFAULT);
      outlet = new Outlet(pipe.reader(), Stream.STDOUT, Optional.of(appender));
      sources.add(this);
    }

    Source carried() {
      pump.carry(List.of(outlet));
      return this;
    }

    Fd tap() {
      Pipe tap = Pipe.open();
      pump.tap(outlet, tap.writer());
      return tap.reader();
    }

    void write(String text) throws IOException {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    void end() throws Exception {
      out.close();
      outlet.ended().get(20, TimeUnit.SECONDS);
    }

    String logged() throws IOException {
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      try (FileLogs logs = new FileLogs();
          ContainerLog opened = logs.open(log);
          var reader = opened.read(new ContainerLog.Query(true, true, -1, null, null, false))) {
        for (var line = reader.next(); line != null; line = reader.next()) {
          text.write(line.bytes());
        }
      }
      return text.toString(StandardCharsets.UTF_8);
    }
  }

  @AfterEach
  void close() throws IOException {
    for (Source source : sources) {
      source.out.close();
      pump.end(source.outlet);
      source.outlet.ended().join();
      source.appender.close();
    }
    pump.close();
    threads.shutdownNow();
  }

  private CompletableFuture<String> read(Fd tap) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (InputStream in = new FdInputStream(tap)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        },
        threads);
  }

  private static String lines(String name, int bytes) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; text.length() < bytes; i++) {
      text.append(name).append(' ').append(i).append('\n');
    }
    return text.toString();
  }

  private CompletableFuture<Void> writeAll(Source source, String text) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            source.write(text);
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        },
        threads);
  }

  @Test
  void outletsAtTheSameTimeKeepTheirOutputApart() throws Exception {
    List<Source> three = List.of(new Source(), new Source(), new Source());
    List<CompletableFuture<String>> taps = new ArrayList<>();
    for (Source source : three) {
      taps.add(read(source.tap()));
      taps.add(read(source.tap()));
      source.carried();
    }
    List<CompletableFuture<Void>> writers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      writers.add(writeAll(three.get(i), lines("source" + i, MUCH)));
    }
    writers.forEach(CompletableFuture::join);
    for (int i = 0; i < 3; i++) {
      three.get(i).end();
      String expected = lines("source" + i, MUCH);
      assertThat(three.get(i).logged()).isEqualTo(expected);
      assertThat(taps.get(2 * i).get(20, TimeUnit.SECONDS)).isEqualTo(expected);
      assertThat(taps.get(2 * i + 1).get(20, TimeUnit.SECONDS)).isEqualTo(expected);
    }
  }

  @Test
  void aTapThatNobodyReadsHoldsUpItsOwnOutletOnly() throws Exception {
    Source slow = new Source().carried();
    Source quick = new Source().carried();
    Fd unread = slow.tap();
    CompletableFuture<String> read = read(quick.tap());
    String much = lines("much", MUCH);
    CompletableFuture<Void> writing = writeAll(slow, much);
    writeAll(quick, much).get(20, TimeUnit.SECONDS);
    quick.end();
    assertThat(read.get(20, TimeUnit.SECONDS)).isEqualTo(much);
    assertThat(quick.logged()).isEqualTo(much);
    assertThat(writing).isNotDone();

    CompletableFuture<String> late = read(unread);
    writing.get(20, TimeUnit.SECONDS);
    slow.end();
    assertThat(late.get(20, TimeUnit.SECONDS)).isEqualTo(much);
    assertThat(slow.logged()).isEqualTo(much);
  }

  @Test
  void aTapWhoseReaderIsGoneIsLetGo() throws Exception {
    Source source = new Source().carried();
    Fd dropped = source.tap();
    CompletableFuture<String> kept = read(source.tap());
    source.write("one\n");
    Awaitility.await().untilAsserted(() -> assertThat(source.outlet.taps()).hasSize(2));
    dropped.close();
    source.write("two\n");
    Awaitility.await().untilAsserted(() -> assertThat(source.outlet.taps()).hasSize(1));
    source.end();
    assertThat(source.logged()).isEqualTo("one\ntwo\n");
    assertThat(kept.get(20, TimeUnit.SECONDS)).isEqualTo("one\ntwo\n");
  }

  @Test
  void outputGoesOnWhenTheReaderOfAFullTapIsGone() throws Exception {
    Source source = new Source().carried();
    Fd full = source.tap();
    String much = lines("much", MUCH);
    CompletableFuture<Void> writing = writeAll(source, much);
    Awaitility.await().during(java.time.Duration.ofMillis(300)).until(() -> !writing.isDone());
    full.close();
    writing.get(20, TimeUnit.SECONDS);
    source.end();
    assertThat(source.logged()).isEqualTo(much);
    assertThat(source.outlet.taps()).isEmpty();
  }

  @Test
  void tapsEndWithTheirOutlet() throws Exception {
    Source ended = new Source().carried();
    CompletableFuture<String> tap = read(ended.tap());
    ended.write("last");
    ended.end();
    assertThat(tap.get(20, TimeUnit.SECONDS)).isEqualTo("last");
    assertThat(read(ended.tap()).get(20, TimeUnit.SECONDS)).isEmpty();

    Source held = new Source().carried(); // its writer lives on
    CompletableFuture<String> other = read(held.tap());
    pump.end(held.outlet);
    held.outlet.ended().get(20, TimeUnit.SECONDS);
    assertThat(other.get(20, TimeUnit.SECONDS)).isEmpty();
  }

  /** As when a client does not read and the container has ended. */
  @Test
  void anOutletThatIsEndedWhileItsTapIsFullIsStillLoggedToItsEnd() throws Exception {
    Source source = new Source().carried();
    Fd full = source.tap();
    String much = lines("much", 160 << 10);
    try {
      CompletableFuture<Void> writing = writeAll(source, much);
      writing.get(20, TimeUnit.SECONDS); // a full pipe, and what the pump has in hand
      source.out.close();
      pump.end(source.outlet);
      source.outlet.ended().get(20, TimeUnit.SECONDS);
    } finally {
      full.close();
    }
    assertThat(source.logged()).isEqualTo(much);
  }
}
