package io.berth.container;

import io.berth.log.ContainerLog;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves one output stream of a process to its clients until it ends. */
final class Pump {

  private static final Logger LOG = LoggerFactory.getLogger(Pump.class);
  private static final int STACK_BYTES = 256 << 10;

  private Pump() {}

  /**
   * Starts a thread that owns the stream and closes it.
   *
   * @return completes when the stream has ended and everything was handed on
   */
  static CompletableFuture<Void> start(
      String id, ContainerLog.Stream stream, InputStream source, OutputHub hub) {
    var done = new CompletableFuture<Void>();
    Thread thread =
        new Thread(
            null,
            () -> {
              try (source) {
                copy(stream, source, hub);
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

  private static void copy(ContainerLog.Stream stream, InputStream source, OutputHub hub)
      throws IOException, InterruptedException {
    byte[] buffer = new byte[32 << 10];
    for (int n = source.read(buffer); n >= 0; n = source.read(buffer)) {
      hub.deliver(stream, buffer, n);
    }
  }
}
