package io.berth.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens logs kept in directories, which are made where missing. A log opens unsealed. */
public final class FileLogs implements ContainerLog.Factory {

  @Override
  public ContainerLog open(Path directory, ContainerLog.Options options) throws IOException {
    Files.createDirectories(directory);
    return new FileLog(new LogDirectory(directory), options);
  }
}
