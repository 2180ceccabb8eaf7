package io.berth.usage;

import io.berth.bin.BinItem;
import io.berth.container.ContainerDisk;
import io.berth.failure.BerthException;
import io.berth.failure.Unavailable;
import io.berth.image.ImageDisk;
import io.berth.security.Caller;
import io.berth.system.HostInfo;
import io.berth.volume.VolumeBin;
import io.berth.volume.Volumes;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * Where the disk went. Measured on a thread of its own, only when somebody asks, and not before
 * twenty times as long has passed as the last measure took: who asks meanwhile gets that one.
 * Thread-safe.
 */
@Service
public class DiskUsage {

  private static final Duration FRESH = Duration.ofSeconds(1);
  private static final int REST = 20;
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final ImageDisk images;
  private final ContainerDisk containers;
  private final Volumes volumes;
  private final VolumeBin volumeBin;
  private final HostInfo host;
  private volatile @Nullable DiskSnapshot latest;
  private @Nullable CompletableFuture<DiskSnapshot> measuring;

  DiskUsage(
      ImageDisk images,
      ContainerDisk containers,
      Volumes volumes,
      VolumeBin volumeBin,
      HostInfo host) {
    this.images = images;
    this.containers = containers;
    this.volumes = volumes;
    this.volumeBin = volumeBin;
    this.host = host;
  }

  /**
   * What is known now, however old; for pages, which ask again.
   *
   * @param patience how long to wait when nothing is known yet
   */
  public Optional<DiskSnapshot> glance(Duration patience) {
    CompletableFuture<DiskSnapshot> next = next();
    DiskSnapshot known = latest;
    return known == null ? await(next, patience) : Optional.of(known);
  }

  /** Waits for a fresh measure. */
  public DiskSnapshot measured() {
    return await(next(), PATIENCE)
        .orElseThrow(() -> new Unavailable("measuring the disk takes long: ask again later"));
  }

  private static Optional<DiskSnapshot> await(
      CompletableFuture<DiskSnapshot> next, Duration patience) {
    try {
      return Optional.of(next.get(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new Unavailable("the disk could not be measured: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private synchronized CompletableFuture<DiskSnapshot> next() {
    DiskSnapshot known = latest;
    if (known != null && isFresh(known)) {
      return CompletableFuture.completedFuture(known);
    }
    if (measuring == null || measuring.isDone()) {
      var next = new CompletableFuture<DiskSnapshot>();
      measuring = next;
      Thread.ofPlatform().daemon().name("disk-usage").start(() -> measure(next));
    }
    return measuring;
  }

  private static boolean isFresh(DiskSnapshot known) {
    Duration rest = known.took().multipliedBy(REST);
    return known.at().plus(rest.compareTo(FRESH) > 0 ? rest : FRESH).isAfter(Instant.now());
  }

  private void measure(CompletableFuture<DiskSnapshot> result) {
    try {
      DiskSnapshot snapshot = Caller.ENGINE.call(this::measureAll);
      latest = snapshot;
      result.complete(snapshot);
    } catch (IOException | RuntimeException e) {
      result.completeExceptionally(e);
    }
  }

  private DiskSnapshot measureAll() throws IOException {
    long began = System.nanoTime();
    ImageDisk.Use image = images.measure();
    var container = containers.measure();
    Map<String, Long> volume = new HashMap<>();
    volumes
        .list(Map.of())
        .forEach(one ->
            size(one.name(), volumes::size).ifPresent(bytes -> volume.put(one.name(), bytes)));
    long binned =
        image.binned()
            + container.stream()
                .filter(ContainerDisk.Use::inBin)
                .mapToLong(ContainerDisk.Use::own)
                .sum()
            + volumeBin.items().stream()
                .map(BinItem::id)
                .mapToLong(id -> size(id, volumeBin::size).orElse(0L))
                .sum();
    FileStore disk = Files.getFileStore(host.root());
    return new DiskSnapshot(
        Instant.now(),
        Duration.ofNanos(System.nanoTime() - began),
        disk.getTotalSpace() - disk.getUnallocatedSpace(),
        disk.getUsableSpace(),
        image,
        container.stream()
            .filter(use -> !use.inBin())
            .collect(Collectors.toMap(ContainerDisk.Use::id, Function.identity())),
        volume,
        binned);
  }

  private static Optional<Long> size(String name, Function<String, Long> measure) {
    try {
      return Optional.of(measure.apply(name));
    } catch (BerthException e) {
      return Optional.empty(); // it goes just now
    }
  }
}
