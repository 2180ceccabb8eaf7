package io.berth.snapshot;

import io.berth.linux.Directory;
import io.berth.linux.FileStatus;
import io.berth.linux.Open;

/**
 * What a layer says of one file.
 *
 * @param size bytes of a regular file, otherwise 0
 * @param target of a symbolic link, otherwise empty; as it stands in the layer, never followed
 */
public record FileFacts(
    Kind kind, long size, int permissions, int uid, int gid, String target, String device) {

  public enum Kind {
    FILE,
    DIRECTORY,
    LINK,
    DEVICE,
    FIFO,
    SOCKET
  }

  static FileFacts of(Directory in, String name, FileStatus status) {
    Kind kind = kind(status);
    return new FileFacts(
        kind,
        kind == Kind.FILE ? status.size() : 0,
        status.permissions(),
        status.uid(),
        status.gid(),
        kind == Kind.LINK ? in.readLink(name) : "",
        kind == Kind.DEVICE
            ? (status.type() == Open.S_IFCHR ? "c " : "b ")
                + status.rdevMajor()
                + ":"
                + status.rdevMinor()
            : "");
  }

  private static Kind kind(FileStatus status) {
    return switch (status.type()) {
      case Open.S_IFREG -> Kind.FILE;
      case Open.S_IFDIR -> Kind.DIRECTORY;
      case Open.S_IFLNK -> Kind.LINK;
      case Open.S_IFIFO -> Kind.FIFO;
      case Open.S_IFSOCK -> Kind.SOCKET;
      default -> Kind.DEVICE;
    };
  }
}
