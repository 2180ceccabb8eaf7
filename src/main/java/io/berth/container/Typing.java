package io.berth.container;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Carries what a client types to a process, which may not have started yet, on a thread of its own:
 * a process that does not read blocks only that one.
 */
final class Typing {

  private final CompletableFuture<Optional<OutputStream>> stdin;
  private final @Nullable DetachKeys keys;
  private final boolean closeAtEnd;
  private final Runnable detached;
  private volatile boolean stopped;

  /**
   * @param keys null when they have no meaning
   * @param closeAtEnd whether the client's end of input is the process's
   */
  Typing(
      CompletableFuture<Optional<OutputStream>> stdin,
      @Nullable DetachKeys keys,
      boolean closeAtEnd,
      Runnable detached) {
    this.stdin = stdin;
    this.keys = keys;
    this.closeAtEnd = closeAtEnd;
    this.detached = detached;
  }

  void start(InputStream input) {
    Thread.ofPlatform().daemon().name("stdin").start(() -> run(input));
  }

  /** What comes from now on is not the client's wish. */
  void stop() {
    stopped = true;
  }

  private void run(InputStream input) {
    try {
      Optional<OutputStream> target = stdin.get();
      if (target.isEmpty()) {
        return;
      }
      copy(input, target.get());
    } catch (IOException e) {
      // the client left or the process no longer reads: either way there is nobody to tell
    } catch (ExecutionException | InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void copy(InputStream input, OutputStream target) throws IOException {
    byte[] buffer = new byte[32 << 10];
    try {
      for (int n = input.read(buffer); n >= 0; n = input.read(buffer)) {
        byte[] typed = keys == null ? buffer : keys.pass(buffer, n);
        if (typed == null) {
          detached.run();
          return;
        }
        int length = keys == null ? n : typed.length;
        synchronized (target) {
          target.write(typed, 0, length);
          target.flush();
        }
      }
    } catch (java.io.EOFException e) {
      // a half-closed connection: the end of input
    }
    if (closeAtEnd && !stopped) {
      target.close();
    }
  }
}
