package io.berth.image;

import io.berth.content.BlobStore;
import io.berth.failure.InvalidRequest;
import io.berth.failure.Unavailable;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.snapshot.Decompression;
import io.berth.snapshot.LayerStore;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.zip.ZipException;
import org.springframework.stereotype.Component;

/**
 * Finds out whether pushed blobs are what their image's configuration says, where nothing is
 * unpacked because a layer of that diff ID is here already.
 */
@Component
class PushedLayers {

  private static final int BUFFER = 128 * 1024;

  private final BlobStore blobs;
  private final LayerStore layers;
  private final ImageCatalog catalog;

  PushedLayers(BlobStore blobs, LayerStore layers, ImageCatalog catalog) {
    this.blobs = blobs;
    this.layers = layers;
    this.catalog = catalog;
  }

  void requireGenuine(ImageSource source) {
    List<Digest> diffIds = source.diffIds();
    for (int i = 0; i < diffIds.size(); i++) {
      Descriptor blob = source.manifest().layers().get(i);
      if (layers.has(diffIds.get(i)) && !isKnown(diffIds.get(i), blob.digest())) {
        require(diffIds.get(i), blob.digest());
      }
    }
  }

  private boolean isKnown(Digest diffId, Digest blob) {
    return catalog.current().blobsOf(diffId).anyMatch(known -> known.digest().equals(blob));
  }

  private void require(Digest diffId, Digest blob) {
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
