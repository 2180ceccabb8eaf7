package io.berth.registry;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Ends answers that come too slowly: whoever waited for one as long as a peer may be silent must
 * have got {@value #LEAST} bytes meanwhile, or its end.
 */
final class StallGuard implements AutoCloseable {

  private static final int LEAST = 64 * 1024;

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("registry-stalls").factory());
  private final long idleNanos;

  StallGuard(Duration idle) {
    this.idleNanos = idle.toNanos();
  }

  /** Bodies as streams that are watched until they are closed. */
  BodyHandler<InputStream> bodies() {
    return _ -> BodySubscribers.mapping(BodySubscribers.ofInputStream(), Watched::new);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  /** Counts only the time in which somebody waits: a slow disk is not the peer's. */
  private final class Watched extends FilterInputStream {

    private final ScheduledFuture<?> check;
    private long waited;
    private long since;
    private long count;
    private boolean waiting;
    private boolean tooSlow;

    private Watched(InputStream in) {
      super(in);
      this.check =
          timer.scheduleWithFixedDelay(
              this::look, idleNanos / 4, idleNanos / 4, TimeUnit.NANOSECONDS);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int start, int length) throws IOException {
      begin();
      try {
        int n = in.read(into, start, length);
        end(n);
        return n;
      } catch (IOException e) {
        end(0);
        throw e;
      }
    }

    private synchronized void begin() {
      waiting = true;
      since = System.nanoTime();
    }

    private synchronized void end(int read) throws IOException {
      waiting = false;
      waited += System.nanoTime() - since;
      count += Math.max(0, read);
      if (tooSlow) {
        throw new IOException(
            "the answer comes too slowly: less than %d bytes in %d s"
                .formatted(LEAST, TimeUnit.NANOSECONDS.toSeconds(idleNanos)));
      }
      if (count >= LEAST) {
        count = 0;
        waited = 0;
      }
    }

    private void look() {
      synchronized (this) {
        long now = waited + (waiting ? System.nanoTime() - since : 0);
        if (now <= idleNanos) {
          return;
        }
        tooSlow = true;
      }
      try {
        in.close();
      } catch (IOException e) {
        // its reader finds out
      }
    }

    @Override
    public void close() throws IOException {
      check.cancel(false);
      super.close();
    }
  }
}
