package io.berth.image;

import io.berth.oci.Digest;
import io.berth.oci.ImageReference;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The images of this host as the repositories of a registry, under their local names. The caller
 * finds what they see of images elsewhere, and what they have pushed themselves. Thread-safe.
 */
public interface Repositories {

  /** In order; empty when there are no images of this name. */
  List<String> tags(ImageReference repository);

  /**
   * A manifest or index, byte for byte.
   *
   * @param reference with a tag or a digest
   */
  Optional<Document> manifest(ImageReference reference);

  Optional<Blob> blob(ImageReference repository, Digest digest);

  record Document(String mediaType, Digest digest, byte[] content) {}

  /**
   * @param size bytes
   * @param content opened by whoever asks, and closed by them
   */
  record Blob(Digest digest, long size, Supplier<InputStream> content) {}
}
