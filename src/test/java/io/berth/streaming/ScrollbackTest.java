package io.berth.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ScrollbackTest {

  private final Scrollback output = new Scrollback();

  @Test
  void givesEveryByteAsItWas() throws InterruptedException {
    byte[] sent = new byte[Scrollback.CAPACITY];
    new Random(1).nextBytes(sent);
    for (int at = 0; at < sent.length; at += 1000) {
      output.append(sent, at, Math.min(1000, sent.length - at));
    }
    output.close();
    assertThat(output.beginning()).isZero();
    assertThat(from(0)).isEqualTo(sent);
    assertThat(output.reachesBackTo(0)).isTrue();
  }

  @Test
  void keepsTheLastFromALinesBeginning() throws InterruptedException {
    var all = new StringBuilder();
    for (int i = 0; i < 60_000; i++) {
      byte[] line = ("line " + i + "\n").getBytes(StandardCharsets.UTF_8);
      output.append(line, 0, line.length);
      all.append("line ").append(i).append('\n');
    }
    output.close();
    String kept = new String(from(0), StandardCharsets.UTF_8);
    assertThat(kept.length()).isBetween(Scrollback.CAPACITY - 20, Scrollback.CAPACITY);
    assertThat(kept).startsWith("line ");
    assertThat(all.toString()).endsWith(kept);
    assertThat(output.reachesBackTo(0)).isFalse();
    assertThat(output.reachesBackTo(all.length())).isTrue();
    assertThat(output.reachesBackTo(all.length() + 1)).isFalse();
  }

  @Test
  void aPieceLargerThanItselfLeavesItsEnd() throws InterruptedException {
    byte[] large = new byte[3 * Scrollback.CAPACITY];
    new Random(2).nextBytes(large);
    output.append(large, 0, large.length);
    output.close();
    byte[] kept = from(output.beginning());
    assertThat(kept).hasSizeGreaterThan(Scrollback.CAPACITY - 5000);
    assertThat(java.util.Arrays.copyOfRange(large, large.length - kept.length, large.length))
        .isEqualTo(kept);
  }

  @Test
  void aReaderWaitsForMoreAndForTheEnd() throws Exception {
    var reader =
        CompletableFuture.supplyAsync(() -> new String(fromQuietly(), StandardCharsets.UTF_8));
    Thread.sleep(30);
    output.append("one ".getBytes(StandardCharsets.UTF_8), 0, 4);
    Thread.sleep(30);
    output.append("two".getBytes(StandardCharsets.UTF_8), 0, 3);
    assertThat(reader).isNotDone();
    output.close();
    assertThat(reader.get(5, TimeUnit.SECONDS)).isEqualTo("one two");
  }

  private byte[] fromQuietly() {
    try {
      return from(0);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private byte[] from(long place) throws InterruptedException {
    var all = new ByteArrayOutputStream();
    long at = place;
    for (var piece = output.after(at); piece != null; piece = output.after(at)) {
      all.writeBytes(piece.bytes());
      at = piece.to();
    }
    return all.toByteArray();
  }
}
