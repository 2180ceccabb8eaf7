package io.berth.image;

import io.berth.content.BlobStore;
import io.berth.failure.InvalidRequest;
import io.berth.failure.Unavailable;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.ImageConfig;
import io.berth.oci.ImageReference;
import io.berth.oci.Manifest;
import io.berth.oci.MediaType;
import io.berth.oci.OciJson;
import io.berth.snapshot.LayerStore;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Makes an image of a configuration and layer blobs that are here but come from no registry. */
@Component
class ImageRegistration {

  private final BlobStore blobs;
  private final LayerStore layers;
  private final ImageCatalog catalog;

  ImageRegistration(BlobStore blobs, LayerStore layers, ImageCatalog catalog) {
    this.blobs = blobs;
    this.layers = layers;
    this.catalog = catalog;
  }

  /**
   * Unpacks what is not unpacked yet and adds the image, with a manifest of our own.
   *
   * @param name null for none
   */
  Digest register(byte[] configJson, List<Descriptor> layerBlobs, @Nullable ImageReference name)
      throws InterruptedException {
    List<ImageReference> names = name == null ? List.of() : List.of(name.orLatest());
    return register(configJson, layerBlobs, names, null, null);
  }

  /**
   * @param manifest the one that came with it, which is here; null for one of our own
   */
  Digest registerLoaded(
      byte[] configJson,
      List<Descriptor> layerBlobs,
      List<ImageReference> names,
      @Nullable Digest manifest)
      throws InterruptedException {
    return register(configJson, layerBlobs, names, manifest, null);
  }

  /** The same of a build's step, see {@link StoredImage#parent()}. */
  Digest registerStep(byte[] configJson, List<Descriptor> layerBlobs, @Nullable String parent)
      throws InterruptedException {
    return register(configJson, layerBlobs, List.of(), null, parent);
  }

  private Digest register(
      byte[] configJson,
      List<Descriptor> layerBlobs,
      List<ImageReference> names,
      @Nullable Digest received,
      @Nullable String parent)
      throws InterruptedException {
    ImageConfig config = OciJson.config(configJson);
    List<Digest> diffIds = config.rootfs().diffIds().stream().map(Digest::parse).toList();
    if (diffIds.size() != layerBlobs.size()) {
      throw new InvalidRequest(
          "invalid image: %d layers, configuration lists %d"
              .formatted(layerBlobs.size(), diffIds.size()));
    }
    List<StoredImage.StoredLayer> stored = new ArrayList<>();
    for (int i = 0; i < diffIds.size(); i++) {
      unpack(layerBlobs.get(i), diffIds.get(i));
      stored.add(new StoredImage.StoredLayer(diffIds.get(i), layerBlobs.get(i)));
    }
    Descriptor id = blobs.put(MediaType.OCI_CONFIG, configJson);
    Digest document = received == null ? manifest(id, layerBlobs) : received;
    catalog.add(
        new StoredImage(
            id.digest(),
            document,
            Set.of(document),
            stored,
            ImageTimes.parse(config.created()).orElse(Instant.EPOCH),
            null,
            parent,
            false,
            names));
    return id.digest();
  }

  private Digest manifest(Descriptor config, List<Descriptor> layerBlobs) {
    Manifest manifest = new Manifest(2, MediaType.OCI_MANIFEST, config, layerBlobs);
    return blobs.put(MediaType.OCI_MANIFEST, OciJson.write(manifest)).digest();
  }

  private void unpack(Descriptor blob, Digest diffId) throws InterruptedException {
    if (layers.isIntact(diffId)) {
      return;
    }
    try (InputStream packed = blobs.open(blob.digest())) {
      layers.unpack(packed, diffId, _ -> {});
    } catch (IOException e) {
      throw new Unavailable("cannot read layer " + blob.digest(), e);
    }
  }

  /** The type of a layer's blob, by its first bytes. */
  String layerType(Digest blob) {
    try (InputStream in = blobs.open(blob)) {
      int first = in.read();
      return switch (first) {
        case 0x1f -> MediaType.OCI_LAYER_TAR + "+gzip";
        case 0x28 -> MediaType.OCI_LAYER_TAR + "+zstd";
        default -> MediaType.OCI_LAYER_TAR;
      };
    } catch (IOException e) {
      throw new Unavailable("cannot read layer " + blob, e);
    }
  }
}
