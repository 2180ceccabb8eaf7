package io.berth.container;

import io.berth.failure.BerthException;
import io.berth.failure.Forbidden;
import io.berth.failure.InvalidRequest;
import io.berth.failure.KernelRefused;
import io.berth.failure.NotFound;
import io.berth.failure.Unavailable;
import io.berth.files.FilePaths;
import io.berth.linux.Errno;

/**
 * What the kernel refused, in Docker's words where it has any.
 *
 * @param ref how the caller calls the container
 */
record FileWords(String ref) {

  BerthException of(String path, KernelRefused e) {
    String shown = FilePaths.show(path);
    return switch (e.errno()) {
      case Errno.ENOENT ->
          new NotFound("Could not find the file " + shown + " in container " + ref, e);
      case Errno.ENOTDIR -> new InvalidRequest(shown + ": not a directory", e);
      case Errno.ELOOP -> new InvalidRequest(shown + ": too many levels of symbolic links", e);
      case Errno.ENAMETOOLONG -> new InvalidRequest(shown + ": file name too long", e);
      case Errno.EROFS -> new Forbidden(shown + " is on a read-only file system", e);
      case Errno.EBUSY, Errno.EXDEV -> new InvalidRequest(shown + ": a mount is in the way", e);
      case Errno.ENOSPC, Errno.EDQUOT ->
          new Unavailable("no space is left for files of container " + ref, e);
      default -> e;
    };
  }
}
