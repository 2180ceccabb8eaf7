package io.berth.container;

import io.berth.container.HostConfig.LogConfig;
import io.berth.failure.Unavailable;
import io.berth.failure.Unsupported;
import io.berth.log.ContainerLog;
import io.berth.log.LogAppender;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The open logs of containers, and what writes them. */
final class ContainerLogs {

  private final ContainerLog.Factory factory;
  private final Map<String, ContainerLog> open = new ConcurrentHashMap<>();
  private final Map<String, LogAppender> appenders = new ConcurrentHashMap<>();

  ContainerLogs(ContainerLog.Factory factory) {
    this.factory = factory;
  }

  /** The log, or null when the container keeps none. */
  @Nullable ContainerLog of(Container container) {
    return logs(container) ? open.computeIfAbsent(container.id, _ -> open(container)) : null;
  }

  private static boolean logs(Container container) {
    return !container.hostConfig.logConfig().type().equals("none");
  }

  /** A run begins; returns what its output goes to, or null when the container keeps no log. */
  @Nullable LogAppender begin(Container container) {
    ContainerLog log = of(container);
    if (log == null) {
      return null;
    }
    log.unseal();
    return appenders.computeIfAbsent(container.id, _ -> appender(container));
  }

  /** The run is over, or was none: who follows sees the rest and ends. */
  void end(Container container) {
    ContainerLog log = of(container);
    LogAppender appender = appenders.get(container.id);
    try {
      if (appender != null) {
        appender.seal();
      }
    } catch (IOException e) {
      throw failed(container, e);
    } finally {
      if (log != null) {
        log.seal();
      }
    }
  }

  ContainerLog readable(Container container) {
    ContainerLog log = of(container);
    if (log == null) {
      throw new Unsupported("configured logging driver does not support reading");
    }
    return log;
  }

  private ContainerLog open(Container container) {
    try {
      ContainerLog log = factory.open(container.file("log"));
      if (!container.state.active()) {
        log.seal();
      }
      return log;
    } catch (IOException e) {
      throw failed(container, e);
    }
  }

  private static LogAppender appender(Container container) {
    try {
      return LogAppender.open(container.file("log"), options(container.hostConfig));
    } catch (IOException e) {
      throw failed(container, e);
    }
  }

  private static Unavailable failed(Container container, IOException e) {
    return new Unavailable("log of container " + container.id + ": " + e.getMessage(), e);
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
    LogAppender appender = appenders.remove(container.id);
    if (appender != null) {
      ContainerLife.closeQuietly(appender);
    }
    ContainerLog log = open.remove(container.id);
    if (log != null) {
      log.close();
    }
  }
}
