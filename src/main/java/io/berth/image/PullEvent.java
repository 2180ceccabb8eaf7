package io.berth.image;

import io.berth.oci.Digest;

/** What happens in a pull. A layer is named by its blob's digest. */
public sealed interface PullEvent {

  /**
   * @param name the repository's path, such as {@code library/nginx}
   * @param id the tag, or the whole name for a pull by digest
   */
  record Started(String name, String id) implements PullEvent {}

  record Layer(Digest blob, LayerStep step, long current, long total) implements PullEvent {}

  /** The digest that the name stands for: an index's, when it names one. */
  record Resolved(Digest digest) implements PullEvent {}

  /**
   * The last event.
   *
   * @param name as people write it
   * @param newer whether the name, or the image behind it, is new here
   */
  record Finished(String name, boolean newer) implements PullEvent {}

  /** In this order, except that a layer that is here is only {@link #ALREADY_EXISTS}. */
  enum LayerStep {
    ALREADY_EXISTS,
    PULLING,
    WAITING,
    DOWNLOADING,
    VERIFYING,
    DOWNLOADED,
    EXTRACTING,
    COMPLETE
  }
}
