package io.berth.container;

import io.berth.failure.KernelRefused;
import io.berth.files.FileStat;
import io.berth.files.RootFiles;
import java.io.IOException;
import java.io.OutputStream;

/** One look, whose failures are told in words. */
final class OpenFiles implements ContainerFiles.Opened {

  private final Container container;
  private final FileWords words;
  private final RootFiles files;
  private final Announcer announcer;

  OpenFiles(Container container, FileWords words, RootFiles files, Announcer announcer) {
    this.container = container;
    this.words = words;
    this.files = files;
    this.announcer = announcer;
  }

  @Override
  public FileStat stat(String path) {
    try {
      return files.stat(path);
    } catch (KernelRefused e) {
      throw words.of(path, e);
    }
  }

  @Override
  public void pack(String path, OutputStream out) throws IOException {
    try {
      files.pack(path, out);
      announcer.container(container, "archive-path");
    } catch (KernelRefused e) {
      throw words.of(path, e);
    }
  }

  @Override
  public void close() {
    files.close();
  }
}
