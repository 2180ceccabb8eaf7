package io.berth.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Keeps a second engine out of a root folder. The kernel lets go of the lock when the process ends,
 * however it ends; the file says who holds it.
 */
final class RootLock implements AutoCloseable {

  private static final String FILE = "berth.lock";

  private final FileChannel channel;

  private RootLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Makes the folder if needed, closed to other users: setuid files of containers lie in it. A
   * folder that holds something else is left alone.
   */
  static RootLock acquire(Path root) {
    try {
      Files.createDirectories(root);
      if (!Files.exists(root.resolve(FILE)) && !isEmpty(root)) {
        throw new StartRefused(
            "the root folder " + root + " holds files that are not Berth's",
            "give an empty folder, or one that does not exist yet, with --root",
            null);
      }
      Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
      return lock(root.resolve(FILE), root);
    } catch (IOException e) {
      throw new StartRefused(
          "the root folder " + root + " cannot be used: " + e,
          "give another one with --root, or make this one writable",
          e);
    }
  }

  private static RootLock lock(Path file, Path root) throws IOException {
    var channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS);
    try {
      if (!tryLock(channel)) {
        throw new StartRefused(
            "another Berth (process %s) uses the root folder %s"
                .formatted(Files.readString(file).strip(), root),
            "stop that one first, or give this one its own --root, --socket and --port",
            null);
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8)));
      return new RootLock(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (var entries = Files.list(folder)) {
      return entries.findAny().isEmpty();
    }
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // held by this very process
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
