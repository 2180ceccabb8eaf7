package io.berth.container;

import io.berth.log.ContainerLog;
import io.berth.log.LogAppender;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves one output stream of a process to its log and its clients until it ends. */
final class Pump {

  private static final Logger LOG = LoggerFactory.getLogger(Pump.class);
  private static final int STACK_BYTES = 256 << 10;

  private Pump() {}

  /**
   * Starts a thread that owns the stream and closes it.
   *
   * @param log null for none
   * @return completes when the stream has ended and everything was handed on
   */
  static CompletableFuture<Void> start(
      String id,
      ContainerLog.Stream stream,
      InputStream source,
      @Nullable LogAppender log,
      OutputHub hub) {
    var done = new CompletableFuture<Void>();
    Thread thread =
        new Thread(
            null,
            () -> {
              try (source) {
                copy(id, stream, source, log, hub);
              } catch (IOException | InterruptedException e) {
                LOG.debug("{} of {} ended: {}", stream, id, e.toString());
              } finally {
                done.complete(null);
              }
            },
            stream + " " + id.substring(0, 12),
            STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
    return done;
  }

  private static void copy(
      String id,
      ContainerLog.Stream stream,
      InputStream source,
      @Nullable LogAppender log,
      OutputHub hub)
      throws IOException, InterruptedException {
    byte[] buffer = new byte[32 << 10];
    boolean logging = log != null;
    for (int n = source.read(buffer); n >= 0; n = source.read(buffer)) {
      if (logging && log != null) {
        try {
          log.append(stream, buffer, 0, n, Instant.now());
        } catch (IOException e) {
          LOG.warn("log of container {} cannot be written any more: {}", id, e.getMessage());
          logging = false;
        }
      }
      hub.deliver(stream, buffer, n);
    }
  }
}
