package io.berth.files;

import io.berth.failure.InvalidRequest;
import io.berth.linux.Directory;
import io.berth.linux.Fd;
import io.berth.linux.FileStatus;
import io.berth.linux.Open;
import io.berth.linux.RootPath;
import io.berth.snapshot.Decompression;
import io.berth.snapshot.TarReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

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

  /** Writes a tar archive of everything in the root, whose names begin there. */
  public void packAll(OutputStream out) throws IOException {
    TarWriter tar = new TarWriter(out);
    try (Directory top = root.directory("/")) {
      new Packer(tar).content(top, "");
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
