package io.berth.streaming;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What a person types, on its way from the WebSocket's thread to the one that feeds the process.
 * Bounded: a process that does not read stops the WebSocket from being read.
 */
final class InputQueue extends InputStream {

  private static final int MESSAGES = 64;

  private final BlockingQueue<byte[]> messages = new ArrayBlockingQueue<>(MESSAGES);
  private byte[] current = new byte[0];
  private int position;
  private volatile boolean ended;

  /** Waits for room; drops the bytes when the queue has ended meanwhile. */
  void put(byte[] bytes) throws InterruptedException {
    while (bytes.length > 0 && !ended && !messages.offer(bytes, 100, TimeUnit.MILLISECONDS)) {}
  }

  /** No more comes. What was put before can still be read. */
  void end() {
    ended = true;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (position == current.length && !advance()) {
      return -1;
    }
    int count = Math.min(length, current.length - position);
    System.arraycopy(current, position, target, offset, count);
    position += count;
    return count;
  }

  @Override
  public int available() {
    return current.length - position;
  }

  @Override
  public void close() {
    end();
  }

  private boolean advance() throws IOException {
    try {
      byte[] next = messages.poll();
      while (next == null) {
        if (ended && messages.isEmpty()) {
          return false;
        }
        next = messages.poll(100, TimeUnit.MILLISECONDS);
      }
      current = next;
      position = 0;
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }
}
