package io.berth.image;

import io.berth.content.BlobStore;
import io.berth.oci.Digest;
import io.berth.oci.ImageConfig;
import io.berth.oci.OciJson;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** Configurations of images, read once. */
@Component
class ImageConfigs {

  private static final int MAX_CACHED = 1000;

  private final BlobStore blobs;
  private final Map<Digest, ImageConfig> cache = new ConcurrentHashMap<>();

  ImageConfigs(BlobStore blobs) {
    this.blobs = blobs;
  }

  ImageConfig of(StoredImage image) {
    ImageConfig known = cache.get(image.id());
    if (known != null) {
      return known;
    }
    ImageConfig read = OciJson.config(blobs.read(image.id(), ConfigFetch.LIMIT));
    if (cache.size() >= MAX_CACHED) {
      cache.clear();
    }
    cache.put(image.id(), read);
    return read;
  }
}
