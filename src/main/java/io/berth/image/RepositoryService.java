package io.berth.image;

import io.berth.content.BlobStore;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.ImageReference;
import io.berth.oci.Manifest;
import io.berth.oci.ManifestContent;
import io.berth.oci.OciJson;
import java.util.Comparator;
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
  private final KeptManifests kept;
  private final RepositoryDeletion deletion;

  RepositoryService(
      ImageCatalog catalog,
      BlobStore blobs,
      ImageDocuments documents,
      PushedBlobs pushed,
      KeptManifests kept,
      RepositoryDeletion deletion) {
    this.kept = kept;
    this.deletion = deletion;
    this.catalog = catalog;
    this.blobs = blobs;
    this.documents = documents;
    this.pushed = pushed;
  }

  @Override
  public List<String> tags(ImageReference repository) {
    Stream<ImageReference> images = images(repository).flatMap(image -> image.tags().stream());
    Stream<ImageReference> others =
        kept.seen(repository).flatMap(manifest -> kept.tagsOf(manifest).stream());
    return Stream.concat(images, others)
        .filter(name -> isIn(repository, name))
        .flatMap(name -> Stream.ofNullable(name.tag()))
        .distinct()
        .sorted()
        .toList();
  }

  @Override
  public boolean exists(ImageReference repository) {
    return images(repository).findAny().isPresent() || kept.seen(repository).findAny().isPresent();
  }

  @Override
  public Optional<Document> manifest(ImageReference reference) {
    Digest digest = reference.digest();
    if (digest != null) {
      return images(reference)
          .flatMap(image -> byDigest(image, digest).stream())
          .findFirst()
          .or(() -> kept.seen(reference, digest).flatMap(this::document));
    }
    return catalog
        .seen()
        .named(reference)
        .filter(image -> !image.retained())
        .map(image -> document(asPushed(reference, image)))
        .or(() -> kept.named(reference).filter(kept::sees).flatMap(this::document));
  }

  private Optional<Document> document(KeptManifest manifest) {
    return blobs.has(manifest.digest())
        ? Optional.of(document(blobs.read(manifest.digest(), Manifest.LARGEST)))
        : Optional.empty();
  }

  /** As it was brought under this name, or to this repository, or else as it would be pushed. */
  private byte[] asPushed(ImageReference name, StoredImage image) {
    Stream<Digest> brought =
        image.digests().stream()
            .filter(other -> isIn(name, other))
            .flatMap(other -> Stream.ofNullable(other.digest()));
    return Stream.concat(kept.tagged(name).filter(image.documents()::contains).stream(), brought)
        .filter(
            digest -> documents.complete(digest).isPresent() || kept.seen(name, digest).isPresent())
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
            || images(repository).anyMatch(image -> needs(image, digest))
            || kept.seen(repository).anyMatch(manifest -> names(manifest.digest(), digest));
    return known && blobs.has(digest)
        ? Optional.of(new Blob(digest, blobs.size(digest), () -> blobs.open(digest)))
        : Optional.empty();
  }

  private boolean names(Digest manifest, Digest blob) {
    return documents.content(manifest).stream()
        .flatMap(ManifestContent::blobs)
        .anyMatch(named -> named.digest().equals(blob));
  }

  @Override
  public List<Referrer> referrers(ImageReference repository, Digest subject) {
    return kept.seen(repository)
        .filter(manifest -> subject.equals(manifest.subject()))
        .filter(manifest -> blobs.has(manifest.digest()))
        .sorted(Comparator.comparing(manifest -> manifest.digest().toString()))
        .flatMap(manifest ->
            documents.content(manifest.digest()).stream()
                .map(content -> referrer(manifest, content)))
        .toList();
  }

  private Referrer referrer(KeptManifest manifest, ManifestContent content) {
    Digest digest = manifest.digest();
    return new Referrer(
        new Descriptor(manifest.mediaType(), digest, blobs.size(digest)),
        content.kind(),
        content.annotations());
  }

  @Override
  public void delete(ImageReference reference) {
    deletion.delete(reference);
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
