package io.berth.container;

import io.berth.files.FileContent;
import io.berth.files.FileStat;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Containers' files, whether they run or not: what the image has, what was written, volumes and
 * bind mounts; not what is in memory only, as /proc, /dev and tmpfs. Nobody is led out of the
 * container's root. A {@code ref} is one of {@link Containers}.
 */
public interface ContainerFiles {

  int MOST_ENTRIES = 1000;

  /**
   * @throws io.berth.failure.Forbidden the container has power over the host that the caller may
   *     not have
   */
  Opened open(String ref);

  /**
   * Unpacks a tar archive into an existing directory, entry by entry as it comes: what was unpacked
   * before a failure stays. A container that does not run cannot be started meanwhile.
   *
   * @param path of the directory, links in it followed
   * @throws io.berth.failure.Forbidden as {@link #open}, or the place is read-only
   * @throws io.berth.failure.InvalidRequest it is no directory, or no archive
   */
  void unpack(String ref, String path, InputStream archive, UnpackRules rules) throws IOException;

  /** Writes a tar archive of the whole root, without what is mounted in it. */
  void export(String ref, OutputStream out) throws IOException;

  /**
   * Makes one file, or puts it in the place of one, when all of it has come.
   *
   * @param path of the directory, links in it followed
   * @throws io.berth.failure.Conflict there is such a file, and it is not to be replaced
   */
  void store(String ref, String path, String name, InputStream content, boolean replace)
      throws IOException;

  /**
   * @param path where it really is, shown as by {@link io.berth.files.FilePaths}
   * @param next the shown name to go on after, or null at the end
   */
  record Folder(String path, List<FileEntry> entries, @Nullable String next) {}

  /**
   * One file as it can be shown.
   *
   * @param path from the root on, fit to be asked for
   * @param kind as {@link FileStat#kind}
   * @param mode such as {@code rwxr-xr-x}
   * @param target of a link, as it stands
   * @param device such as {@code c 1:3}
   * @param change {@code added} or {@code changed} by the container, or empty
   */
  record FileEntry(
      String name,
      String path,
      String kind,
      long size,
      String mode,
      int uid,
      int gid,
      Instant modified,
      String target,
      String device,
      String change) {}

  /**
   * @param keepKinds whether a directory may not replace anything else, nor be replaced by it
   * @param asUser whether what is made belongs to the container's user, if it has one, instead of
   *     the owners that the archive names
   */
  record UnpackRules(boolean keepKinds, boolean asUser) {}

  /**
   * One look at a container's files, which stays one: what is mounted when it begins. A path is the
   * docker command's: a link in its last part is not followed unless a slash or {@code /.} follows.
   * Every method throws {@link io.berth.failure.NotFound} for a path that names nothing.
   */
  interface Opened extends AutoCloseable {

    FileStat stat(String path);

    /** Writes a tar archive of a file, or of a folder with all in it. */
    void pack(String path, OutputStream out) throws IOException;

    /**
     * The first entries of a folder, links in the path followed.
     *
     * @param after the shown name to begin after; empty for the start
     * @param limit at most {@link #MOST_ENTRIES}
     */
    Folder folder(String path, String after, int limit);

    /**
     * A regular file, links followed.
     *
     * @throws io.berth.failure.InvalidRequest it is none
     */
    FileContent content(String path);

    @Override
    void close();
  }
}
