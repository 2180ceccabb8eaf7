package io.berth.files;

import io.berth.linux.FileStatus;
import io.berth.linux.Open;
import java.time.Instant;

/**
 * What is known of one file. Names keep bytes that are not UTF-8, see {@link
 * io.berth.linux.FileName}; {@link FilePaths#show} makes them fit to be shown.
 *
 * @param mode type and permissions, see inode(7)
 * @param size bytes
 * @param target of a symbolic link, otherwise empty
 * @param device of a device node such as {@code c 1:3}, otherwise empty
 */
public record FileStat(
    String name,
    int mode,
    long size,
    int uid,
    int gid,
    Instant modified,
    String target,
    String device) {

  static FileStat of(String name, FileStatus status, String target) {
    return new FileStat(
        name,
        status.mode(),
        status.size(),
        status.uid(),
        status.gid(),
        Instant.ofEpochSecond(status.modifiedSeconds(), status.modifiedNanos()),
        target,
        device(status));
  }

  private static String device(FileStatus status) {
    return switch (status.type()) {
      case Open.S_IFCHR -> "c " + status.rdevMajor() + ":" + status.rdevMinor();
      case Open.S_IFBLK -> "b " + status.rdevMajor() + ":" + status.rdevMinor();
      default -> "";
    };
  }

  /**
   * {@code file}, {@code directory}, {@code link}, {@code device}, {@code fifo} or {@code socket}.
   */
  public String kind() {
    return switch (mode & Open.S_IFMT) {
      case Open.S_IFREG -> "file";
      case Open.S_IFDIR -> "directory";
      case Open.S_IFLNK -> "link";
      case Open.S_IFIFO -> "fifo";
      case Open.S_IFSOCK -> "socket";
      default -> "device";
    };
  }

  public boolean isDirectory() {
    return (mode & Open.S_IFMT) == Open.S_IFDIR;
  }

  public boolean isFile() {
    return (mode & Open.S_IFMT) == Open.S_IFREG;
  }

  /** Permissions as {@code ls} prints them. */
  public String permissions() {
    return FileMode.text(mode & 07777);
  }
}
