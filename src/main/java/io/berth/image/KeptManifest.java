package io.berth.image;

import io.berth.oci.Digest;
import io.berth.oci.ImageReference;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A manifest or index that a repository keeps beside its images.
 *
 * @param repository canonical, such as {@code docker.io/team/app}
 * @param subject what it is attached to
 * @param alone kept for its own sake: neither a part of an index nor attached to what is here
 */
record KeptManifest(
    String repository,
    Digest digest,
    String mediaType,
    @Nullable Digest subject,
    boolean alone,
    Instant pushed) {

  /** As what it is owned. */
  String key() {
    return repository + "@" + digest;
  }

  ImageReference name() {
    return ImageReference.parse(key());
  }

  KeptManifest attached() {
    return new KeptManifest(repository, digest, mediaType, subject, false, pushed);
  }
}
