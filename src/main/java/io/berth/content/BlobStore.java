package io.berth.content;

import io.berth.failure.NotFound;
import io.berth.failure.Unavailable;
import io.berth.linux.DiskUse;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/**
 * Blobs on disk, named by their digest: {@code <root>/sha256/<hex>}. What is there is complete and
 * was verified; unfinished content lies in {@code <root>/ingest}. Thread-safe; two writers of one
 * digest must take turns.
 */
public final class BlobStore {

  private static final Set<String> ALGORITHMS = Set.of("sha256", "sha512");

  private static final int CHECK_BUFFER = 128 * 1024;
  private static final String PART = ".part";
  private static final Duration PATIENCE = Duration.ofDays(7);

  private final Path root;
  private final Path ingest;

  public BlobStore(Path root) {
    this.root = root;
    this.ingest = root.resolve("ingest");
    try {
      Files.createDirectories(
          root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Files.createDirectories(ingest);
      for (String algorithm : ALGORITHMS) {
        Files.createDirectories(root.resolve(algorithm));
      }
    } catch (IOException e) {
      throw new Unavailable("cannot make the blob store " + root + ": " + e.getMessage(), e);
    }
  }

  public boolean has(Digest digest) {
    return Files.isRegularFile(path(digest));
  }

  /** Opens a blob; {@link NotFound} when it is not here. The caller closes it. */
  public InputStream open(Digest digest) {
    try {
      return Files.newInputStream(path(digest));
    } catch (NoSuchFileException e) {
      throw new NotFound("blob " + digest + " is not in the store", e);
    } catch (IOException e) {
      throw new Unavailable("cannot read blob " + digest + ": " + e.getMessage(), e);
    }
  }

  /** Bytes of a small blob, such as a manifest. */
  public byte[] read(Digest digest, int limit) {
    try (InputStream in = open(digest)) {
      byte[] bytes = in.readNBytes(limit + 1);
      if (bytes.length > limit) {
        throw new Unavailable("blob " + digest + " is larger than " + limit + " bytes");
      }
      return bytes;
    } catch (IOException e) {
      throw new Unavailable("cannot read blob " + digest + ": " + e.getMessage(), e);
    }
  }

  public long size(Digest digest) {
    try {
      return Files.size(path(digest));
    } catch (IOException e) {
      throw new NotFound("blob " + digest + " is not in the store", e);
    }
  }

  /**
   * A writer for content that is known by digest and size. It goes on where an earlier one broke
   * off; see {@link BlobWriter#offset()}.
   */
  public BlobWriter writer(Descriptor expected) {
    return BlobWriter.resume(this, expected, ingest.resolve(partial(expected.digest())));
  }

  /** Stores bytes under their own digest. */
  public Descriptor put(String mediaType, byte[] content) {
    return ingest(mediaType, new ByteArrayInputStream(content), Long.MAX_VALUE);
  }

  /** Stores a stream under the digest that it turns out to have. The caller closes the stream. */
  public Descriptor ingest(String mediaType, InputStream content, long limit) {
    try (BlobIngest writing = new BlobIngest(this, Files.createTempFile(ingest, "new-", ""))) {
      return writing.copy(mediaType, content, limit);
    } catch (IOException e) {
      throw new Unavailable("cannot store content: " + e.getMessage(), e);
    }
  }

  /**
   * Stores what is written under the digest that it turns out to have.
   *
   * @throws io.berth.failure.Unavailable the disk does not take it; what the writer throws passes
   */
  public Descriptor write(String mediaType, Content content) {
    try (BlobIngest writing = new BlobIngest(this, Files.createTempFile(ingest, "new-", ""))) {
      return writing.write(mediaType, content);
    } catch (IOException e) {
      throw new Unavailable("cannot store content: " + e.getMessage(), e);
    }
  }

  /** Begins content that comes in pieces. The caller finishes or closes it. */
  public BlobUpload upload() {
    try {
      return new BlobUpload(this, Files.createTempFile(ingest, "upload-", ""));
    } catch (IOException e) {
      throw new Unavailable("cannot store content: " + e.getMessage(), e);
    }
  }

  /** Something that writes itself; closing the stream is the store's. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** What a check of a blob has found. */
  public enum Health {
    GOOD,
    MISSING,
    DAMAGED
  }

  /**
   * Reads a blob again and holds it against its digest.
   *
   * @param progress told the bytes read so far
   */
  public Health check(Digest digest, LongConsumer progress) throws InterruptedException {
    if (!has(digest)) {
      return Health.MISSING;
    }
    MessageDigest hash = digest.newHash();
    byte[] buffer = new byte[CHECK_BUFFER];
    long count = 0;
    try (InputStream in = open(digest)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        hash.update(buffer, 0, n);
        count += n;
        progress.accept(count);
      }
    } catch (IOException e) {
      // what the disk does not give back is lost
      return Health.DAMAGED;
    }
    return digest.of(hash).equals(digest) ? Health.GOOD : Health.DAMAGED;
  }

  public void delete(Digest digest) {
    try {
      Files.deleteIfExists(path(digest));
      Files.deleteIfExists(ingest.resolve(partial(digest)));
    } catch (IOException e) {
      throw new Unavailable("cannot delete blob " + digest + ": " + e.getMessage(), e);
    }
  }

  /** Every complete blob. */
  public Set<Digest> list() {
    Set<Digest> digests = new HashSet<>();
    for (String algorithm : ALGORITHMS) {
      for (Path file : entries(root.resolve(algorithm))) {
        String text = algorithm + ":" + file.getFileName();
        if (Digest.isDigest(text)) {
          digests.add(Digest.parse(text));
        }
      }
    }
    return digests;
  }

  /** Bytes that all content takes on disk, unfinished content too. */
  public long diskUse() {
    return DiskUse.of(root);
  }

  /**
   * Removes unfinished content; for start-up, when nobody writes. What a download has brought of a
   * blob that is not here stays for a week: the next one goes on from there.
   */
  public void reconcile() {
    Instant limit = Instant.now().minus(PATIENCE);
    removeUnfinished(
        file -> !isPart(file) || modified(file).isBefore(limit) || Files.exists(whole(file)));
  }

  /** Removes what downloads have brought that did not come to their end, while none runs. */
  public void removeParts() {
    removeUnfinished(BlobStore::isPart);
  }

  private void removeUnfinished(Predicate<Path> chosen) {
    for (Path file : entries(ingest)) {
      try {
        if (chosen.test(file)) {
          Files.deleteIfExists(file);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static boolean isPart(Path file) {
    return file.getFileName().toString().endsWith(PART);
  }

  /** The blob that this is a part of; see {@link #partial}. */
  private Path whole(Path part) {
    String[] name = part.getFileName().toString().replace(PART, "").split("-", 2);
    return root.resolve(name[0]).resolve(name[1]);
  }

  private static Instant modified(Path file) {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @throws Unavailable the disk has less room than these bytes
   */
  public void requireRoom(long bytes) {
    try {
      long free = Files.getFileStore(root).getUsableSpace();
      if (bytes > free) {
        throw new Unavailable(
            "no space left on device: %d bytes are to come, %d are free".formatted(bytes, free));
      }
    } catch (IOException e) {
      throw new Unavailable("cannot ask for the room in " + root + ": " + e.getMessage(), e);
    }
  }

  /** Moves a finished and synced file to its place, for good. */
  void adopt(Path file, Digest digest) throws IOException {
    Files.move(file, path(digest), StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel directory =
        FileChannel.open(root.resolve(digest.algorithm()), StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  private Path path(Digest digest) {
    return root.resolve(digest.algorithm()).resolve(digest.hex());
  }

  private static String partial(Digest digest) {
    return digest.algorithm() + "-" + digest.hex() + PART;
  }

  private static List<Path> entries(Path directory) {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      files.forEach(found::add);
    } catch (IOException e) {
      throw new Unavailable("cannot list " + directory + ": " + e.getMessage(), e);
    }
    return found;
  }
}
