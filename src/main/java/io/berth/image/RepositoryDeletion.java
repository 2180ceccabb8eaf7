package io.berth.image;

import io.berth.content.BlobStore;
import io.berth.failure.Conflict;
import io.berth.failure.NotFound;
import io.berth.oci.Digest;
import io.berth.oci.ImageReference;
import io.berth.team.Ownership;
import io.berth.team.Ownership.Kind;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Deletes tags and manifests of repositories by the rules by which images are removed. */
@Component
class RepositoryDeletion {

  private final ImageCatalog catalog;
  private final ImageRemoval removal;
  private final ImageViews views;
  private final KeptManifests kept;
  private final ImageDocuments documents;
  private final ContentGarbage garbage;
  private final BlobStore blobs;
  private final Ownership ownership;

  RepositoryDeletion(
      ImageCatalog catalog,
      ImageRemoval removal,
      ImageViews views,
      KeptManifests kept,
      ImageDocuments documents,
      ContentGarbage garbage,
      BlobStore blobs,
      Ownership ownership) {
    this.catalog = catalog;
    this.removal = removal;
    this.views = views;
    this.kept = kept;
    this.documents = documents;
    this.garbage = garbage;
    this.blobs = blobs;
    this.ownership = ownership;
  }

  void delete(ImageReference reference) {
    synchronized (removal) {
      boolean done =
          reference.digest() == null ? tag(reference) : manifest(reference, reference.digest());
      if (!done) {
        throw new NotFound("there is no manifest of " + reference.familiar());
      }
      garbage.collect();
    }
  }

  private boolean tag(ImageReference name) {
    if (catalog.seen().named(name).isPresent()) {
      removal.remove(name.familiar(), false);
      return true;
    }
    Optional<KeptManifest> manifest = kept.named(name).filter(kept::sees);
    manifest.ifPresent(_ -> kept.untag(name));
    return manifest.isPresent();
  }

  private boolean manifest(ImageReference repository, Digest digest) {
    kept.of(repository)
        .filter(index ->
            documents.content(index.digest()).stream()
                .flatMap(says -> says.manifests().stream())
                .anyMatch(part -> part.digest().equals(digest)))
        .findFirst()
        .ifPresent(index -> {
          throw new Conflict(
              "%s is a part of the index %s: delete that one".formatted(digest, index.digest()));
        });
    Optional<StoredImage> image =
        catalog.seen().visible().stream()
            .filter(stored -> !names(stored, repository, digest).isEmpty())
            .findFirst();
    image.ifPresent(stored -> remove(stored, names(stored, repository, digest)));
    Optional<KeptManifest> manifest = kept.seen(repository, digest);
    manifest.ifPresent(this::remove);
    return image.isPresent() || manifest.isPresent();
  }

  /** Names of an image in a repository that lead to a manifest. */
  private List<ImageReference> names(StoredImage image, ImageReference repository, Digest digest) {
    boolean outgoing = Digest.sha256(OutgoingManifest.of(blobs, image)).equals(digest);
    return image.references().stream()
        .filter(name -> RepositoryService.isIn(repository, name))
        .filter(name -> {
          Digest own = name.digest();
          return own != null
              ? own.equals(digest)
              : kept.tagged(name)
                  .map(digest::equals)
                  .orElse(outgoing || isOnly(image, name, digest));
        })
        .toList();
  }

  /** Whether a tag that nobody pushed can only lead to this manifest. */
  private static boolean isOnly(StoredImage image, ImageReference tag, Digest digest) {
    return image.digests().stream()
        .filter(name -> RepositoryService.isIn(tag, name))
        .allMatch(name -> digest.equals(name.digest()));
  }

  private void remove(StoredImage image, List<ImageReference> names) {
    Set<ImageReference> left = new HashSet<>(image.references());
    left.removeAll(names);
    if (left.isEmpty() && !views.users(image.id()).isEmpty()) {
      throw new Conflict(
          "a container is made of this image: remove the container first (docker ps -a --filter"
              + " ancestor=%s)".formatted(image.id().shortHex()));
    }
    for (ImageReference name : names) {
      if (catalog.seen().named(name).isPresent()) {
        removal.remove(name.toString(), false);
      }
    }
  }

  private void remove(KeptManifest manifest) {
    if (!ownership.leave(Kind.MANIFEST, manifest.key())) {
      kept.tagsOf(manifest).forEach(kept::untag);
      kept.forget(manifest);
    }
  }
}
