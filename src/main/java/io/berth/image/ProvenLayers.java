package io.berth.image;

import io.berth.content.BlobStore;
import io.berth.failure.InvalidRequest;
import io.berth.failure.Unavailable;
import io.berth.oci.Digest;
import io.berth.snapshot.Decompression;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.zip.ZipException;
import org.springframework.stereotype.Component;

/**
 * Which blob is truly which layer, packed. One that was unpacked is; one that was not, because a
 * layer of that diff ID was here already, is held against it before an image is recorded with it.
 * Thread-safe.
 */
@Component
class ProvenLayers {

  private static final int BUFFER = 128 * 1024;
  private static final int REMEMBERED = 10_000;

  private final BlobStore blobs;
  private final ImageCatalog catalog;
  private final Remembered<Pair, Boolean> proven = new Remembered<>(REMEMBERED);

  private record Pair(Digest diffId, Digest blob) {}

  ProvenLayers(BlobStore blobs, ImageCatalog catalog) {
    this.blobs = blobs;
    this.catalog = catalog;
  }

  /** The layer was unpacked from this blob and had this diff ID. */
  void unpacked(Digest diffId, Digest blob) {
    proven.get(new Pair(diffId, blob), () -> true);
  }

  /**
   * @throws InvalidRequest the blob is another layer
   */
  void require(Digest diffId, Digest blob) {
    boolean known =
        catalog.current().blobsOf(diffId).anyMatch(other -> other.digest().equals(blob));
    if (!known) {
      proven.get(
          new Pair(diffId, blob),
          () -> {
            unpack(diffId, blob);
            return true;
          });
    }
  }

  private void unpack(Digest diffId, Digest blob) {
    MessageDigest hash = diffId.newHash();
    try (InputStream plain = Decompression.open(blobs.open(blob))) {
      byte[] buffer = new byte[BUFFER];
      for (int n = plain.read(buffer); n >= 0; n = plain.read(buffer)) {
        hash.update(buffer, 0, n);
      }
    } catch (EOFException | ZipException e) {
      throw new InvalidRequest("layer is damaged: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new Unavailable("cannot read layer " + blob, e);
    }
    Digest actual = diffId.of(hash);
    if (!actual.equals(diffId)) {
      throw new InvalidRequest(
          "layer verification failed for diff id %s: got %s".formatted(diffId, actual));
    }
  }
}
