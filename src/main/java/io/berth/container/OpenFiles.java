package io.berth.container;

import io.berth.failure.InvalidRequest;
import io.berth.failure.KernelRefused;
import io.berth.files.FileContent;
import io.berth.files.FileStat;
import io.berth.files.RootFiles;
import java.io.IOException;
import java.io.OutputStream;

/** One look, whose failures are told in words. */
final class OpenFiles implements ContainerFiles.Opened {

  private final Container container;
  private final FileWords words;
  private final RootFiles files;
  private final Folders folders;
  private final Announcer announcer;

  OpenFiles(
      Container container, FileWords words, RootFiles files, Folders folders, Announcer announcer) {
    this.container = container;
    this.words = words;
    this.files = files;
    this.folders = folders;
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
  public ContainerFiles.Folder folder(String path, String after, int limit) {
    if (limit < 1 || limit > ContainerFiles.MOST_ENTRIES) {
      throw new InvalidRequest("limit must be from 1 to " + ContainerFiles.MOST_ENTRIES);
    }
    try {
      return folders.read(files, path, after, limit);
    } catch (KernelRefused e) {
      throw words.of(path, e);
    }
  }

  @Override
  public FileContent content(String path) {
    try {
      return files.content(path);
    } catch (KernelRefused e) {
      throw words.of(path, e);
    }
  }

  @Override
  public void close() {
    files.close();
  }
}
