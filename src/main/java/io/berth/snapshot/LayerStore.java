package io.berth.snapshot;

import io.berth.failure.InvalidRequest;
import io.berth.failure.NotFound;
import io.berth.failure.Unavailable;
import io.berth.linux.Directory;
import io.berth.linux.FileTree;
import io.berth.linux.Open;
import io.berth.linux.RootPath;
import io.berth.oci.Digest;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Unpacked layers, each once, named by its diff ID: {@code <root>/<hex>/diff}. What is there under
 * its name is complete; a layer is unpacked elsewhere and renamed. Thread-safe. Needs root.
 */
public final class LayerStore {

  private static final String TEMPORARY = "tmp-";
  private static final String EMPTY = "empty";
  private static final String DISK_USE = "disk-use";

  private final Path root;
  private final LayerUnpacker unpacker;

  public LayerStore(Path root, LayerLimits limits) {
    this.root = root;
    this.unpacker = new LayerUnpacker(limits);
    try {
      Files.createDirectories(
          root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      directoryOf755(root.resolve(EMPTY));
    } catch (IOException e) {
      throw new Unavailable("cannot make the layer store " + root + ": " + e.getMessage(), e);
    }
  }

  /**
   * A layer that is here.
   *
   * @param size bytes of its files
   */
  public record Layer(Digest diffId, long size) {}

  public boolean has(Digest diffId) {
    return Files.isDirectory(directory(diffId));
  }

  /** Whether the layer is here and not known to be damaged. */
  public boolean isIntact(Digest diffId) {
    return has(diffId) && !isDamaged(diffId);
  }

  /** Whether a check has found the layer's files changed. It goes on being used as it is. */
  public boolean isDamaged(Digest diffId) {
    return DamagedLayer.is(root.resolve(diffId.hex()));
  }

  /**
   * Unpacks a layer's archive once more, beside it, and compares every file. The layer is marked
   * damaged if they differ: then the next {@link #unpack} of it takes its place.
   *
   * @return paths that differ, some of them when they are many; none when the layer is intact
   */
  public List<String> check(InputStream packed, Digest diffId, LongConsumer progress)
      throws InterruptedException {
    return unpackBeside(
        packed,
        diffId,
        progress,
        (temporary, _) -> {
          List<String> different =
              LayerCheck.differences(directory(diffId), temporary.resolve("diff"));
          DamagedLayer.mark(root.resolve(diffId.hex()), !different.isEmpty());
          return different;
        });
  }

  /** The layer's files, whether it is here or not. Never written to once it is. */
  public Path directory(Digest diffId) {
    return root.resolve(diffId.hex()).resolve("diff");
  }

  /** An empty directory, for images without layers. */
  public Path emptyLayer() {
    return root.resolve(EMPTY);
  }

  /** Bytes of the layer's files. */
  public long size(Digest diffId) {
    try {
      return Long.parseLong(Files.readString(root.resolve(diffId.hex()).resolve("size")).strip());
    } catch (IOException | NumberFormatException e) {
      throw new NotFound("layer " + diffId + " is not in the store", e);
    }
  }

  /** Bytes that the layer takes on disk. Walks through it once, and remembers. */
  public long diskUse(Digest diffId) {
    return diskUse(directory(diffId));
  }

  /** The same of a layer by its directory. */
  public static long diskUse(Path layer) {
    Path remembered = layer.resolveSibling(DISK_USE);
    try {
      return Long.parseLong(Files.readString(remembered).strip());
    } catch (IOException | NumberFormatException e) {
      long bytes = Trees.size(layer);
      remember(remembered, bytes);
      return bytes;
    }
  }

  private static void remember(Path file, long bytes) {
    try {
      Files.writeString(file, Long.toString(bytes));
    } catch (IOException e) {
      // the disk is full, or the layer is being removed: it is measured again
    }
  }

  /**
   * Unpacks a layer, verifies its diff ID and publishes it. Whatever fails, nothing stays. The
   * caller closes the stream.
   *
   * @param packed the archive: plain, gzip or zstd
   * @param expected null when it is to be found out
   * @param progress told the packed bytes read so far; what it throws ends the work
   */
  public Layer unpack(InputStream packed, @Nullable Digest expected, LongConsumer progress)
      throws InterruptedException {
    return unpackBeside(
        packed,
        expected,
        progress,
        (temporary, unpacked) -> {
          publish(temporary, unpacked);
          return new Layer(unpacked.diffId(), unpacked.size());
        });
  }

  /** What is done with a layer that is unpacked in a temporary folder. */
  private interface Use<T> {
    T of(Path temporary, LayerUnpacker.Unpacked unpacked) throws IOException, InterruptedException;
  }

  private <T> T unpackBeside(
      InputStream packed, @Nullable Digest expected, LongConsumer progress, Use<T> use)
      throws InterruptedException {
    Path temporary = null;
    try {
      temporary = Files.createTempDirectory(root, TEMPORARY);
      Path diff = directoryOf755(temporary.resolve("diff"));
      LayerUnpacker.Unpacked unpacked = unpacker.unpack(packed, diff, expected, progress);
      if (expected != null && !unpacked.diffId().equals(expected)) {
        throw new InvalidRequest(
            "layer verification failed for diff id %s: got %s"
                .formatted(expected, unpacked.diffId()));
      }
      return use.of(temporary, unpacked);
    } catch (java.io.InterruptedIOException e) {
      InterruptedException interrupted = new InterruptedException(e.getMessage());
      interrupted.initCause(e);
      throw interrupted;
    } catch (EOFException | ZipException e) {
      throw new InvalidRequest("layer is damaged: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new Unavailable("cannot unpack layer: " + e.getMessage(), e);
    } finally {
      if (temporary != null && Files.exists(temporary)) {
        delete(String.valueOf(temporary.getFileName()));
      }
    }
  }

  /** Removes a layer; nothing happens when it is not here. Nobody may use it. */
  public void remove(Digest diffId) {
    Path layer = root.resolve(diffId.hex());
    if (!Files.exists(layer)) {
      return;
    }
    Path gone = root.resolve(TEMPORARY + "gone-" + diffId.hex());
    try {
      Files.move(layer, gone, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new Unavailable("cannot remove layer " + diffId + ": " + e.getMessage(), e);
    }
    delete(String.valueOf(gone.getFileName()));
  }

  /** Every complete layer. */
  public Set<Digest> list() {
    Set<Digest> layers = new HashSet<>();
    for (String name : names()) {
      String algorithm = name.length() == 128 ? "sha512:" : "sha256:";
      if (Digest.isDigest(algorithm + name)) {
        layers.add(Digest.parse(algorithm + name));
      }
    }
    return layers;
  }

  /** Removes what an earlier life of the engine left unfinished; for start-up. */
  public void reconcile() {
    names().stream().filter(name -> name.startsWith(TEMPORARY)).forEach(this::delete);
    list().stream().filter(layer -> !has(layer)).forEach(this::putBack);
  }

  private void putBack(Digest diffId) {
    try {
      DamagedLayer.putBack(root.resolve(diffId.hex()));
    } catch (IOException e) {
      throw new Unavailable("cannot put back layer " + diffId + ": " + e.getMessage(), e);
    }
  }

  private void publish(Path temporary, LayerUnpacker.Unpacked unpacked) throws IOException {
    Path size = temporary.resolve("size");
    Files.writeString(size, Long.toString(unpacked.size()));
    force(size);
    force(temporary);
    Path published = root.resolve(unpacked.diffId().hex());
    try {
      Files.move(temporary, published, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      // rename(2) says ENOTEMPTY when the layer is already here; the JDK has no class for it
      if (!Files.isDirectory(published)) {
        throw e;
      }
      if (!isIntact(unpacked.diffId())) {
        replace(published, temporary.resolve("diff"));
      }
      return;
    }
    force(root);
  }

  private synchronized void replace(Path layer, Path good) throws IOException {
    DamagedLayer.replace(layer, good);
    Files.deleteIfExists(layer.resolve(DISK_USE));
  }

  private List<String> names() {
    try (Directory all = new Directory(RootPath.openHost(root, Open.PATH | Open.DIRECTORY))) {
      return FileTree.names(all);
    }
  }

  private void delete(String name) {
    try (Directory all = new Directory(RootPath.openHost(root, Open.PATH | Open.DIRECTORY))) {
      FileTree.delete(all, name);
    }
  }

  private static Path directoryOf755(Path directory) throws IOException {
    Files.createDirectories(directory);
    return Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
