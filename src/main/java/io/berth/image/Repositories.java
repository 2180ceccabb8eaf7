package io.berth.image;

import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.ImageReference;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The images of this host as the repositories of a registry, under their local names, and what was
 * pushed there that is no image. The caller finds what they see of images elsewhere, what their
 * teams have pushed, and blobs that they have pushed themselves. Thread-safe.
 */
public interface Repositories {

  /** In order. */
  List<String> tags(ImageReference repository);

  /** Whether there is anything of this name. */
  boolean exists(ImageReference repository);

  /**
   * A manifest or index, byte for byte.
   *
   * @param reference with a tag or a digest
   */
  Optional<Document> manifest(ImageReference reference);

  Optional<Blob> blob(ImageReference repository, Digest digest);

  /** What is attached to a manifest, which need not be here, ordered by digest. */
  List<Referrer> referrers(ImageReference repository, Digest subject);

  /**
   * Deletes a tag, as {@code docker rmi} does, or a manifest with all the tags that lead to it.
   *
   * @param reference with a tag or a digest
   * @throws io.berth.failure.NotFound there is none
   * @throws io.berth.failure.Conflict a container or an index needs it
   */
  void delete(ImageReference reference);

  record Document(String mediaType, Digest digest, byte[] content) {}

  /**
   * @param artifactType empty when it says none
   */
  record Referrer(Descriptor manifest, String artifactType, Map<String, String> annotations) {}

  /**
   * @param size bytes
   * @param content opened by whoever asks, and closed by them
   */
  record Blob(Digest digest, long size, Supplier<InputStream> content) {}
}
