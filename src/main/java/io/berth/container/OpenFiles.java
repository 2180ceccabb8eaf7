package io.berth.container;

import io.berth.failure.BerthException;
import io.berth.failure.InvalidRequest;
import io.berth.failure.KernelRefused;
import io.berth.failure.NotFound;
import io.berth.files.FilePaths;
import io.berth.files.FileStat;
import io.berth.files.RootFiles;
import io.berth.linux.Errno;
import java.io.IOException;
import java.io.OutputStream;

/** Says in Docker's words what the kernel refused. */
final class OpenFiles implements ContainerFiles.Opened {

  private final Container container;
  private final String ref;
  private final RootFiles files;
  private final Announcer announcer;

  OpenFiles(Container container, String ref, RootFiles files, Announcer announcer) {
    this.container = container;
    this.ref = ref;
    this.files = files;
    this.announcer = announcer;
  }

  @Override
  public FileStat stat(String path) {
    try {
      return files.stat(path);
    } catch (KernelRefused e) {
      throw refused(path, e);
    }
  }

  @Override
  public void pack(String path, OutputStream out) throws IOException {
    try {
      files.pack(path, out);
      announcer.container(container, "archive-path");
    } catch (KernelRefused e) {
      throw refused(path, e);
    }
  }

  private BerthException refused(String path, KernelRefused e) {
    return switch (e.errno()) {
      case Errno.ENOENT ->
          new NotFound("Could not find the file " + FilePaths.show(path) + " in container " + ref);
      case Errno.ENOTDIR ->
          new InvalidRequest(FilePaths.show(path) + " leads through what is not a directory");
      case Errno.ELOOP -> new InvalidRequest(FilePaths.show(path) + " has too many links");
      case Errno.ENAMETOOLONG -> new InvalidRequest("the path is too long");
      default -> e;
    };
  }

  @Override
  public void close() {
    files.close();
  }
}
