package io.berth.files;

import io.berth.failure.Conflict;
import io.berth.failure.InvalidRequest;
import io.berth.failure.KernelRefused;
import io.berth.linux.Directory;
import io.berth.linux.Errno;
import io.berth.linux.Fd;
import io.berth.linux.FileStatus;
import io.berth.linux.FileTree;
import io.berth.linux.Open;
import io.berth.linux.RootPath;
import io.berth.snapshot.Decompression;
import io.berth.snapshot.TarReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The files below one root, whoever else changes them meanwhile. Paths are those of the docker
 * command, resolved by the kernel as after chroot(2). What is missing or not allowed is told as
 * {@link io.berth.failure.KernelRefused} with the kernel's number. Thread-safe.
 */
public final class RootFiles implements AutoCloseable {

  private final RootPath root;

  /** Takes ownership. */
  public RootFiles(RootPath root) {
    this.root = root;
  }

  /** A link in the last part is not followed, unless a slash or {@code /.} follows it. */
  public FileStat stat(String path) {
    WantedPath wanted = WantedPath.of(path);
    FileStatus status = status(wanted);
    String target = status.isSymbolicLink() ? root.followed(wanted.path()) : "";
    return FileStat.of(wanted.name(), status, target);
  }

  private FileStatus status(WantedPath wanted) {
    try (Fd fd = open(wanted)) {
      return FileStatus.of(fd);
    }
  }

  private Fd open(WantedPath wanted) {
    int flags = wanted.followed() ? Open.PATH | Open.DIRECTORY : Open.PATH | Open.NOFOLLOW;
    return root.open(wanted.path(), flags, 0);
  }

  /**
   * Writes a tar archive of a file, or of a directory and all below it, whose names begin with the
   * path's last part.
   */
  public void pack(String path, OutputStream out) throws IOException {
    WantedPath wanted = WantedPath.of(path);
    TarWriter tar = new TarWriter(out);
    Packer packer = new Packer(tar);
    try (Fd fd = open(wanted)) {
      if (FileStatus.of(fd).isDirectory()) {
        String name = wanted.name().equals("/") ? "" : wanted.name();
        try (Directory directory = new Directory(fd.duplicate())) {
          packer.directory(directory, name);
        }
      } else {
        try (Directory parent = root.parent(wanted.path())) {
          packer.entry(parent, RootPath.lastName(wanted.path()), wanted.name());
        }
      }
    }
    tar.finish();
  }

  /**
   * The first entries of a directory in order of name, whatever its size.
   *
   * @param after the name to begin after; empty for the start
   */
  public Listing list(String path, String after, int limit) {
    try (Directory directory = root.directory(WantedPath.of(path).path())) {
      TreeSet<String> first = new TreeSet<>();
      FileTree.forEachName(
          directory,
          name -> {
            if (name.compareTo(after) > 0 && first.add(name) && first.size() > limit + 1) {
              first.pollLast();
            }
          });
      boolean more = first.size() > limit;
      if (more) {
        first.pollLast();
      }
      List<FileStat> entries = new ArrayList<>();
      first.forEach(name -> entry(directory, name).ifPresent(entries::add));
      return new Listing(entries, more ? first.last() : null);
    }
  }

  /**
   * @param entries in order of name; links as they stand
   * @param next the name to go on after, or null at the end
   */
  public record Listing(List<FileStat> entries, @Nullable String next) {}

  /** Empty when it has just been removed. */
  private static Optional<FileStat> entry(Directory in, String name) {
    try {
      return in.status(name)
          .map(status ->
              FileStat.of(name, status, status.isSymbolicLink() ? in.readLink(name) : ""));
    } catch (KernelRefused e) {
      if (e.errno() == Errno.ENOENT || e.errno() == Errno.EINVAL) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Opens a regular file, links followed.
   *
   * @throws InvalidRequest it is no regular file
   */
  public FileContent content(String path) {
    WantedPath wanted = WantedPath.of(path);
    // non-blocking, so that a FIFO cannot hold the caller
    Fd fd = root.open(wanted.path(), Open.RDONLY | Open.NONBLOCK | Open.NOCTTY, 0);
    FileStatus status = FileStatus.of(fd);
    if (!status.isRegular()) {
      fd.close();
      throw new InvalidRequest(FilePaths.show(path) + " is not a regular file");
    }
    return new FileContent(FileStat.of(wanted.name(), status, ""), fd);
  }

  /**
   * Makes a file in a directory, or puts it in the place of one, when all of it has come. A new one
   * belongs to the directory's owner; one that takes a place, to whom that belonged.
   *
   * @throws Conflict there is such a file, and it is not to be replaced
   * @throws InvalidRequest there is something else of that name
   */
  public void store(String path, String name, InputStream content, boolean replace)
      throws IOException {
    try (Directory in = root.directory(WantedPath.of(path).path())) {
      NewFile.write(in, name, content, replace);
    }
  }

  /** Writes a tar archive of everything in the root, whose names begin there. */
  public void packAll(OutputStream out) throws IOException {
    TarWriter tar = new TarWriter(out);
    try (Directory top = root.directory("/")) {
      new Packer(tar).content(top, "");
    }
    tar.finish();
  }

  /**
   * Writes a tar archive of what is in a directory, in order of name and without the directory
   * itself.
   *
   * @param path of the directory, links in it followed
   */
  public void packContent(String path, OutputStream out) throws IOException {
    TarWriter tar = new TarWriter(out);
    try (Directory directory = root.directory(WantedPath.of(path).path())) {
      Packer.sorted(tar).content(directory, "");
    }
    tar.finish();
  }

  /**
   * Writes a tar archive of anything but a directory.
   *
   * @param path whose last part is not followed
   * @param as its name in the archive
   */
  public void packAs(String path, String as, OutputStream out) throws IOException {
    TarWriter tar = new TarWriter(out);
    String wanted = WantedPath.of(path).path();
    try (Directory parent = root.parent(wanted)) {
      new Packer(tar).entry(parent, RootPath.lastName(wanted), as);
    }
    tar.finish();
  }

  /** Where a path leads to, every link followed. */
  public String followed(String path) {
    return root.followed(WantedPath.of(path).path());
  }

  /**
   * Unpacks a tar archive, which may be compressed, into an existing directory.
   *
   * @param archive read to its end
   * @throws InvalidRequest it is no archive, leads out of the directory, or would replace what it
   *     may not
   */
  public void unpack(String path, InputStream archive, Unpacking how) throws IOException {
    String place = root.followed(WantedPath.of(path).path());
    root.directory(place).close();
    try (InputStream plain = Decompression.open(archive);
        Unpacker unpacker = new Unpacker(root, place, how)) {
      unpacker.unpack(new TarReader(plain));
      plain.transferTo(OutputStream.nullOutputStream());
    }
  }

  @Override
  public void close() {
    root.close();
  }
}
