package io.berth.build;

import io.berth.container.Containers;
import io.berth.container.Containers.ListQuery;
import io.berth.failure.BerthException;
import io.berth.security.Caller;
import io.berth.snapshot.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Removes, when the engine starts, what builds have left that its last end cut off. */
@Component
class BuildLeftovers implements SmartLifecycle {

  /** Which containers of a build have, with the build's id. */
  static final String LABEL = "berth.build";

  private static final Logger LOG = LoggerFactory.getLogger(BuildLeftovers.class);

  private final BuildRoot root;
  private final Containers containers;
  private volatile boolean running;

  BuildLeftovers(BuildRoot root, Containers containers) {
    this.root = root;
    this.containers = containers;
  }

  @Override
  public void start() {
    Caller.ENGINE.call(() -> {
      collect();
      return true;
    });
    running = true;
  }

  /** A build's folder goes last: while it is there, its containers are looked for. */
  private void collect() {
    if (!Files.isDirectory(root.directory())) {
      return;
    }
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(root.directory())) {
      for (Path folder : folders) {
        collect(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void collect(Path folder) {
    String build = folder.getFileName().toString();
    try {
      var ofBuild = Map.of("label", Set.of(LABEL + "=" + build));
      containers
          .list(new ListQuery(true, 0, false, ofBuild))
          .forEach(container -> containers.remove(container.id(), true, true));
      Trees.delete(folder);
      LOG.info("removed what was left of build {}", build);
    } catch (BerthException e) {
      LOG.warn("what is left of build {} stays: {}", build, e.getMessage());
    }
  }

  @Override
  public void stop() {
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** After containers are taken over, before the web servers start. */
  @Override
  public int getPhase() {
    return 1;
  }
}
