package io.berth.keeper.server;

import io.berth.linux.Fd;
import io.berth.log.ContainerLog.Stream;
import io.berth.log.LogAppender;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** One output stream of a process. Belongs to the pump's thread, but for {@link #ended()}. */
final class Outlet {

  private final Fd source;
  private final Stream stream;
  private final List<TapEnd> taps = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private Optional<LogAppender> log;

  /**
   * @param log none for output that nobody keeps
   */
  Outlet(Fd source, Stream stream, Optional<LogAppender> log) {
    this.source = source;
    this.stream = stream;
    this.log = log;
  }

  /** Output that goes nowhere. */
  static Outlet drain(Fd source) {
    return new Outlet(source, Stream.STDOUT, Optional.empty());
  }

  Fd source() {
    return source;
  }

  List<TapEnd> taps() {
    return taps;
  }

  /** Completes when everything was carried, on the pump's thread. */
  CompletableFuture<Void> ended() {
    return ended;
  }

  /** A log that cannot be written any more does not hold the container up. */
  void log(byte[] bytes, int length, Instant at) {
    try {
      if (log.isPresent()) {
        log.get().append(stream, bytes, 0, length, at);
      }
    } catch (IOException e) {
      System.err.println("a log cannot be written any more: " + e);
      log = Optional.empty();
    }
  }
}
