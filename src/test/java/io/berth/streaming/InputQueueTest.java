package io.berth.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class InputQueueTest {

  @Test
  void everyByteArrivesInOrderThoughTheReaderIsSlowerThanTheQueueIsLong() throws Exception {
    var queue = new InputQueue();
    byte[] sent = new byte[300_000];
    new Random(1).nextBytes(sent);
    var writer =
        CompletableFuture.runAsync(() -> {
          try {
            for (int at = 0; at < sent.length; at += 1000) {
              queue.put(java.util.Arrays.copyOfRange(sent, at, at + 1000));
            }
            queue.end();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    assertThat(queue.readAllBytes()).isEqualTo(sent);
    writer.get(1, TimeUnit.SECONDS);
  }

  @Test
  void theEndWakesAWaitingReader() throws Exception {
    var queue = new InputQueue();
    var reader = CompletableFuture.supplyAsync(() -> readOne(queue));
    Thread.sleep(50);
    queue.end();
    assertThat(reader.get(5, TimeUnit.SECONDS)).isEqualTo(-1);
  }

  @Test
  void theEndFreesAWriterThatNobodyReads() throws Exception {
    var queue = new InputQueue();
    var writer =
        CompletableFuture.runAsync(() -> {
          try {
            for (int i = 0; i < 1000; i++) {
              queue.put(new byte[1]);
            }
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    Thread.sleep(50);
    assertThat(writer).isNotDone();
    queue.end();
    writer.get(5, TimeUnit.SECONDS);
  }

  private static int readOne(InputQueue queue) {
    try {
      return queue.read();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
