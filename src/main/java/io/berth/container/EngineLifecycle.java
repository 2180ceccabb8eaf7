package io.berth.container;

import io.berth.failure.BerthException;
import io.berth.keeper.Keeper;
import io.berth.snapshot.Trees;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Brings stored containers and what the keeper has of them together when the engine starts, before
 * anybody can ask. When it stops, containers run on, unless told otherwise.
 */
final class EngineLifecycle implements SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(EngineLifecycle.class);

  private final ContainerRegistry registry;
  private final ContainerRoot root;
  private final Keeper keeper;
  private final Reconciliation reconciliation;
  private final ContainerLife life;
  private final ContainerControl control;
  private final ExecutorService workers;
  private final ScheduledExecutorService clock;
  private volatile boolean running;

  EngineLifecycle(
      ContainerRegistry registry,
      ContainerRoot root,
      Keeper keeper,
      Reconciliation reconciliation,
      ContainerLife life,
      ContainerControl control,
      ExecutorService workers,
      ScheduledExecutorService clock) {
    this.registry = registry;
    this.root = root;
    this.keeper = keeper;
    this.reconciliation = reconciliation;
    this.life = life;
    this.control = control;
    this.workers = workers;
    this.clock = clock;
  }

  @Override
  public void start() {
    try {
      makeSkeleton();
      List<Container> again = reconciliation.run();
      deleteLeftovers();
      again.forEach(container -> workers.execute(() -> life.startWithEngine(container)));
      running = true;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Places for the engine's own mounts, below every image, so that they never count as changes. */
  private void makeSkeleton() throws IOException {
    Files.createDirectories(root.directory());
    for (String directory : List.of("dev/pts", "dev/shm", "proc", "sys", "etc")) {
      Files.createDirectories(root.skeleton().resolve(directory));
    }
    for (String file : List.of("etc/hosts", "etc/hostname", "etc/resolv.conf", "dev/console")) {
      Path path = root.skeleton().resolve(file);
      if (!Files.exists(path)) {
        Files.createFile(path);
      }
    }
  }

  /** Folders that no container owns: what a crash left of a creation or a removal. */
  private void deleteLeftovers() throws IOException {
    List<String> known = registry.everywhere().map(container -> container.id).toList();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(root.directory())) {
      for (Path folder : folders) {
        if (!known.contains(folder.getFileName().toString())) {
          LOG.info("deleting {}, which no container owns", folder);
          Trees.delete(folder);
        }
      }
    } catch (BerthException e) {
      LOG.warn("leftovers in {}: {}", root.directory(), e.getMessage());
    }
  }

  @Override
  public void stop() {
    running = false;
    life.close();
    if (root.stopContainers()) {
      CompletableFuture.allOf(
              registry.all().stream()
                  .map(container -> CompletableFuture.runAsync(() -> end(container), workers))
                  .toArray(CompletableFuture[]::new))
          .join();
    }
    keeper.close();
    clock.shutdownNow();
    workers.shutdown();
  }

  private void end(Container container) {
    try {
      control.end(container, null, null, EndRequest.Kind.ENGINE_STOPPED);
    } catch (BerthException e) {
      LOG.error("container {}: {}", container.id, e.getMessage());
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Before the web servers start, and after they have stopped. */
  @Override
  public int getPhase() {
    return 0;
  }
}
