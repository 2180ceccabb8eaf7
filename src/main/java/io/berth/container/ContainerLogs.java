package io.berth.container;

import io.berth.container.HostConfig.LogConfig;
import io.berth.failure.Unavailable;
import io.berth.failure.Unsupported;
import io.berth.keeper.Job;
import io.berth.log.ContainerLog;
import io.berth.log.LogAppender;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The logs of containers, which the keeper writes. */
final class ContainerLogs {

  private final ContainerLog.Factory factory;
  private final Map<String, ContainerLog> open = new ConcurrentHashMap<>();

  ContainerLogs(ContainerLog.Factory factory) {
    this.factory = factory;
  }

  /** The log, or null when the container keeps none. */
  @Nullable ContainerLog of(Container container) {
    return logs(container) ? open.computeIfAbsent(container.id, _ -> open(container)) : null;
  }

  ContainerLog readable(Container container) {
    ContainerLog log = of(container);
    if (log == null) {
      throw new Unsupported("configured logging driver does not support reading");
    }
    return log;
  }

  /** A run begins: who follows waits for its output. */
  void begin(Container container) {
    ContainerLog log = of(container);
    if (log != null) {
      log.unseal();
    }
  }

  /** The run is over, or was none: who follows sees the rest and ends. */
  void end(Container container) {
    ContainerLog log = of(container);
    if (log != null) {
      log.seal();
    }
  }

  /** Where the keeper writes, unless the container keeps no log. */
  static Optional<Job.LogPlace> place(Container container) {
    if (!logs(container)) {
      return Optional.empty();
    }
    LogAppender.Options options = options(container.hostConfig);
    return Optional.of(
        new Job.LogPlace(container.file("log"), options.maxFileBytes(), options.maxFiles()));
  }

  private static boolean logs(Container container) {
    return !container.hostConfig.logConfig().type().equals("none");
  }

  private ContainerLog open(Container container) {
    try {
      ContainerLog log = factory.open(container.file("log"));
      if (!container.state.active()) {
        log.seal();
      }
      return log;
    } catch (IOException e) {
      throw new Unavailable("log of container " + container.id + ": " + e.getMessage(), e);
    }
  }

  static LogAppender.Options options(HostConfig host) {
    LogConfig log = host.logConfig();
    String size = log.config().get("max-size");
    String files = log.config().get("max-file");
    return new LogAppender.Options(
        size == null ? LogAppender.Options.DEFAULT.maxFileBytes() : bytes(size),
        files == null ? LogAppender.Options.DEFAULT.maxFiles() : Integer.parseInt(files));
  }

  private static long bytes(String size) {
    int digits = size.replaceAll("\\D", "").length();
    long number = Long.parseLong(size.substring(0, digits));
    return switch (size.substring(digits).toLowerCase(Locale.ROOT)) {
      case "k" -> number << 10;
      case "m" -> number << 20;
      case "g" -> number << 30;
      default -> number;
    };
  }

  void close(Container container) {
    ContainerLog log = open.remove(container.id);
    if (log != null) {
      log.close();
    }
  }
}
