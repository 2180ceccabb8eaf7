package io.berth.container;

import io.berth.container.HostConfig.LogConfig;
import io.berth.failure.Unavailable;
import io.berth.failure.Unsupported;
import io.berth.log.ContainerLog;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The open logs of containers. */
final class ContainerLogs {

  private final ContainerLog.Factory factory;
  private final Map<String, ContainerLog> open = new ConcurrentHashMap<>();

  ContainerLogs(ContainerLog.Factory factory) {
    this.factory = factory;
  }

  /** The log, or null when the container keeps none. */
  @Nullable ContainerLog of(Container container) {
    if (container.hostConfig.logConfig().type().equals("none")) {
      return null;
    }
    return open.computeIfAbsent(container.id, _ -> open(container));
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
      ContainerLog log = factory.open(container.file("log"), options(container.hostConfig));
      if (!container.state.active()) {
        log.seal();
      }
      return log;
    } catch (IOException e) {
      throw new Unavailable("log of container " + container.id + ": " + e.getMessage(), e);
    }
  }

  static ContainerLog.Options options(HostConfig host) {
    LogConfig log = host.logConfig();
    String size = log.config().get("max-size");
    String files = log.config().get("max-file");
    return new ContainerLog.Options(
        size == null ? ContainerLog.Options.DEFAULT.maxFileBytes() : bytes(size),
        files == null ? ContainerLog.Options.DEFAULT.maxFiles() : Integer.parseInt(files));
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
