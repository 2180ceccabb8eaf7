package io.berth.dockerapi;

import io.berth.container.Containers;
import io.berth.container.Containers.NetworkCounters;
import io.berth.container.Containers.Stats;
import io.berth.runtime.ResourceUsage;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /containers/{id}/stats}: a sample a second, each with the one before it. */
@RestController
class StatsController {

  private static final Path HOST_TIMES = Path.of("/proc/stat");
  private static final long NANOS_A_TICK = 10_000_000;
  private static final int COUNTED_TIMES = 8;
  private static final int PERIOD_MILLIS = 1000;

  private final Containers containers;
  private final Farewells farewells;

  StatsController(Containers containers, Farewells farewells) {
    this.containers = containers;
    this.farewells = farewells;
  }

  /** What was measured at one moment; {@code host} is the host's processor time in nanoseconds. */
  private record Sample(Stats stats, long host, Instant at) {}

  @GetMapping("/containers/{ref}/stats")
  void stats(@PathVariable String ref, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Query query = Query.of(request);
    boolean stream = query.flag("stream", true);
    Sample first = sample(ref);
    JsonLines.answer(
        response,
        lines -> {
          Sample before = null;
          Sample now = first;
          var leaving = new CountDownLatch(1);
          if (!stream && !query.flag("one-shot")) {
            pause(leaving);
            before = first;
            now = sample(first.stats().id());
          }
          lines.write(body(now, before));
          try (var _ = farewells.stay(leaving::countDown)) {
            while (stream && !pause(leaving)) {
              before = now;
              now = sample(first.stats().id());
              lines.write(body(now, before));
            }
          }
        });
  }

  /** Says whether it is time to leave. */
  private static boolean pause(CountDownLatch leaving) throws IOException {
    try {
      return leaving.await(PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the engine is shutting down");
    }
  }

  private Sample sample(String ref) throws IOException {
    return new Sample(containers.stats(ref), hostNanos(), Instant.now());
  }

  private static long hostNanos() throws IOException {
    String[] fields = Files.readAllLines(HOST_TIMES).getFirst().trim().split(" +");
    long ticks = 0;
    for (int i = 1; i < Math.min(fields.length, COUNTED_TIMES + 1); i++) {
      ticks += Long.parseLong(fields[i]);
    }
    return ticks * NANOS_A_TICK;
  }

  private static Map<String, @Nullable Object> body(Sample now, @Nullable Sample before) {
    Stats stats = now.stats();
    ResourceUsage usage = stats.usage();
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("read", DockerJson.nanoTime(now.at()));
    body.put("preread", before == null ? DockerJson.ZERO_TIME : DockerJson.nanoTime(before.at()));
    body.put(
        "pids_stats",
        usage.pidsLimit() > 0
            ? Map.of("current", usage.pids(), "limit", usage.pidsLimit())
            : Map.of("current", usage.pids()));
    body.put(
        "blkio_stats",
        Map.of(
            "io_service_bytes_recursive",
            List.of(bytes("read", usage.readBytes()), bytes("write", usage.writeBytes()))));
    body.put("num_procs", 0);
    body.put("storage_stats", Map.of());
    body.put("cpu_stats", cpu(now));
    body.put("precpu_stats", before == null ? Map.of() : cpu(before));
    body.put("memory_stats", memory(usage));
    body.put("name", "/" + stats.name());
    body.put("id", stats.id());
    NetworkCounters network = stats.network();
    if (network != null) {
      body.put("networks", Map.of("eth0", counters(network)));
    }
    return body;
  }

  private static Map<String, Object> bytes(String operation, long value) {
    return Map.of("major", 0, "minor", 0, "op", operation, "value", value);
  }

  private static Map<String, Object> cpu(Sample sample) {
    ResourceUsage usage = sample.stats().usage();
    return Map.of(
        "cpu_usage",
        Map.of(
            "total_usage", usage.cpuNanos(),
            "usage_in_kernelmode", usage.systemNanos(),
            "usage_in_usermode", usage.userNanos()),
        "system_cpu_usage",
        sample.host(),
        "online_cpus",
        Runtime.getRuntime().availableProcessors(),
        "throttling_data",
        Map.of(
            "periods", usage.periods(),
            "throttled_periods", usage.throttledPeriods(),
            "throttled_time", usage.throttledNanos()));
  }

  /** The page cache goes by both of its names: clients look for one or the other. */
  private static Map<String, Object> memory(ResourceUsage usage) {
    return Map.of(
        "usage",
        usage.memoryBytes(),
        "stats",
        Map.of(
            "inactive_file", usage.memoryInactiveFileBytes(),
            "total_inactive_file", usage.memoryInactiveFileBytes()),
        "limit",
        usage.memoryLimitBytes());
  }

  private static Map<String, Object> counters(NetworkCounters counters) {
    return Map.of(
        "rx_bytes", counters.rxBytes(),
        "rx_packets", counters.rxPackets(),
        "rx_errors", counters.rxErrors(),
        "rx_dropped", counters.rxDropped(),
        "tx_bytes", counters.txBytes(),
        "tx_packets", counters.txPackets(),
        "tx_errors", counters.txErrors(),
        "tx_dropped", counters.txDropped());
  }
}
