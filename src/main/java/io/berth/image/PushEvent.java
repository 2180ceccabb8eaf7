package io.berth.image;

import io.berth.oci.Digest;

/** What happens in a push. A layer is named by its diff ID, as the docker command shows it. */
public sealed interface PushEvent {

  /**
   * @param repository with its domain
   */
  record Started(String repository) implements PushEvent {}

  record Preparing(Digest layer) implements PushEvent {}

  record Exists(Digest layer) implements PushEvent {}

  record Pushing(Digest layer, long current, long total) implements PushEvent {}

  record Pushed(Digest layer) implements PushEvent {}

  /**
   * @param from the repository from which the registry took it
   */
  record Mounted(Digest layer, String from) implements PushEvent {}

  /**
   * The last one of a tag.
   *
   * @param digest of the manifest
   * @param size of the manifest
   */
  record Tagged(String tag, Digest digest, long size) implements PushEvent {}
}
