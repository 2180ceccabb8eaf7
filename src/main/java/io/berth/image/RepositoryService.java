package io.berth.image;

import io.berth.content.BlobStore;
import io.berth.oci.Digest;
import io.berth.oci.ImageReference;
import io.berth.oci.Manifest;
import io.berth.oci.OciJson;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Service;

@Service
class RepositoryService implements Repositories {

  private final ImageCatalog catalog;
  private final BlobStore blobs;
  private final ImageDocuments documents;
  private final PushedBlobs pushed;

  RepositoryService(
      ImageCatalog catalog, BlobStore blobs, ImageDocuments documents, PushedBlobs pushed) {
    this.catalog = catalog;
    this.blobs = blobs;
    this.documents = documents;
    this.pushed = pushed;
  }

  @Override
  public List<String> tags(ImageReference repository) {
    return images(repository)
        .flatMap(image -> image.tags().stream())
        .filter(name -> isIn(repository, name))
        .flatMap(name -> Stream.ofNullable(name.tag()))
        .sorted()
        .toList();
  }

  @Override
  public Optional<Document> manifest(ImageReference reference) {
    Digest digest = reference.digest();
    if (digest != null) {
      return images(reference).flatMap(image -> byDigest(image, digest).stream()).findFirst();
    }
    return catalog
        .seen()
        .named(reference)
        .filter(image -> !image.retained())
        .map(image -> document(asPushed(reference, image)));
  }

  /** As it was brought to this repository, or else as it would be pushed from here. */
  private byte[] asPushed(ImageReference repository, StoredImage image) {
    return image.digests().stream()
        .filter(name -> isIn(repository, name))
        .flatMap(name -> Stream.ofNullable(name.digest()))
        .filter(digest -> documents.complete(digest).isPresent())
        .findFirst()
        .map(digest -> blobs.read(digest, Manifest.LARGEST))
        .orElseGet(() -> OutgoingManifest.of(blobs, image));
  }

  private Optional<Document> byDigest(StoredImage image, Digest digest) {
    if (image.documents().contains(digest) && blobs.has(digest)) {
      boolean manifest = documents.read(digest).isPresent();
      return !manifest || documents.complete(digest).isPresent()
          ? Optional.of(document(blobs.read(digest, Manifest.LARGEST)))
          : Optional.empty();
    }
    return Optional.of(document(OutgoingManifest.of(blobs, image)))
        .filter(outgoing -> outgoing.digest().equals(digest));
  }

  private static Document document(byte[] content) {
    return new Document(OciJson.mediaTypeOf(content), Digest.sha256(content), content);
  }

  @Override
  public Optional<Blob> blob(ImageReference repository, Digest digest) {
    boolean known =
        pushed.has(repository, digest)
            || images(repository).anyMatch(image -> needs(image, digest));
    return known && blobs.has(digest)
        ? Optional.of(new Blob(digest, blobs.size(digest), () -> blobs.open(digest)))
        : Optional.empty();
  }

  private boolean needs(StoredImage image, Digest blob) {
    return image.id().equals(blob)
        || image.layers().stream().anyMatch(layer -> layer.blob().digest().equals(blob))
        || image.documents().stream()
            .flatMap(document -> documents.read(document).stream())
            .flatMap(manifest -> manifest.layers().stream())
            .anyMatch(layer -> layer.digest().equals(blob));
  }

  private Stream<StoredImage> images(ImageReference repository) {
    return catalog.seen().visible().stream()
        .filter(image -> image.references().stream().anyMatch(name -> isIn(repository, name)));
  }

  static boolean isIn(ImageReference repository, ImageReference name) {
    return name.domain().equals(repository.domain()) && name.path().equals(repository.path());
  }
}
