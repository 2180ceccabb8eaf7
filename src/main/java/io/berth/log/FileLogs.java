package io.berth.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens logs kept in directories of their own. */
public final class FileLogs implements ContainerLog.Factory {

  private final LogWatcher watcher = new LogWatcher();

  @Override
  public ContainerLog open(Path directory) throws IOException {
    Files.createDirectories(directory);
    return new FileLog(new LogDirectory(directory), watcher);
  }

  @Override
  public void close() {
    watcher.close();
  }
}
