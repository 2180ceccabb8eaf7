package io.berth.image;

import io.berth.content.BlobStore;
import io.berth.failure.InvalidRequest;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.ImageConfig;
import io.berth.oci.ImageReference;
import io.berth.oci.Manifest;
import io.berth.oci.ManifestContent;
import io.berth.oci.MediaType;
import io.berth.oci.OciJson;
import io.berth.oci.Platform;
import io.berth.registry.BlobSink;
import io.berth.registry.FetchedManifest;
import java.io.IOException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Takes a manifest that somebody has brought with all that it needs. Where a tag leads to a
 * container image, by itself or as what an index has for this machine, it becomes an image of this
 * engine; everything else is kept as it is. The caller holds the garbage.
 */
@Component
class ManifestArrival {

  private final ImageCatalog catalog;
  private final KeptManifests kept;
  private final Repositories repositories;
  private final BlobStore blobs;
  private final ImageArrival arrival;
  private final ImageEvents events;

  ManifestArrival(
      ImageCatalog catalog,
      KeptManifests kept,
      Repositories repositories,
      BlobStore blobs,
      ImageArrival arrival,
      ImageEvents events) {
    this.catalog = catalog;
    this.kept = kept;
    this.repositories = repositories;
    this.blobs = blobs;
    this.arrival = arrival;
    this.events = events;
  }

  /**
   * @param name with a tag or the manifest's digest
   */
  RepositoryUploads.Pushed take(ImageReference name, byte[] content)
      throws IOException, InterruptedException {
    catalog.requireMayName(name);
    String type = OciJson.mediaTypeOf(content);
    var named = new FetchedManifest(type, Digest.sha256(content), content);
    ManifestContent says = OciJson.content(content);
    requireSizes(name, says);
    blobs.put(type, content);
    Optional<ImageSource> image = name.tag() == null ? Optional.empty() : image(name, named);
    if (image.isPresent()) {
      arrival.arrive(name, image.get(), ManifestArrival::isNotHere, _ -> {});
    }
    keep(name, named, says, image.isPresent());
    if (name.tag() != null) {
      if (image.isEmpty() && catalog.current().named(name).isPresent()) {
        catalog.unname(name);
      }
      kept.tag(name, named.digest());
    }
    image.ifPresent(source -> {
      forgetOthers(name.withDigest(named.digest()), source.id());
      events.publish("load", source.id(), name.familiar());
    });
    return new RepositoryUploads.Pushed(
        named.digest(), says.subject() == null ? null : says.subject().digest());
  }

  private void keep(
      ImageReference name, FetchedManifest named, ManifestContent says, boolean image) {
    Digest subject = says.subject() == null ? null : says.subject().digest();
    boolean known = repositories.manifest(name.withDigest(named.digest())).isPresent();
    if (subject != null || !image && !known || MediaType.isIndex(named.mediaType())) {
      boolean attached = subject != null && isHere(name, subject);
      kept.keep(
          new KeptManifest(
              name.repository(),
              named.digest(),
              named.mediaType(),
              subject,
              !image && !attached && !known,
              Instant.now()));
    }
    if (image) {
      kept.find(name, named.digest()).ifPresent(kept::attach);
    }
    says.manifests().forEach(part -> kept.find(name, part.digest()).ifPresent(kept::attach));
    kept.of(name)
        .filter(other -> named.digest().equals(other.subject()))
        .toList()
        .forEach(kept::attach);
  }

  private boolean isHere(ImageReference repository, Digest manifest) {
    return repositories.manifest(repository.withDigest(manifest)).isPresent();
  }

  private Optional<ImageSource> image(ImageReference name, FetchedManifest named) {
    if (!MediaType.isIndex(named.mediaType())) {
      return image(name, named, named);
    }
    return OciJson.index(named.content())
        .choose(Platform.host())
        .flatMap(chosen -> repositories.manifest(name.withDigest(chosen.digest())))
        .filter(document -> MediaType.isManifest(document.mediaType()))
        .flatMap(document ->
            image(
                name,
                named,
                new FetchedManifest(document.mediaType(), document.digest(), document.content())));
  }

  private Optional<ImageSource> image(
      ImageReference name, FetchedManifest named, FetchedManifest document) {
    Manifest manifest = OciJson.manifest(document.content());
    if (!isOfImage(manifest)) {
      return Optional.empty();
    }
    byte[] configJson = blobs.read(manifest.config().digest(), ConfigFetch.LIMIT);
    ImageConfig config = OciJson.config(configJson);
    String os = Objects.requireNonNullElse(config.os(), "");
    if (!os.isEmpty() && !os.equals("linux")) {
      return Optional.empty();
    }
    return Optional.of(ImageSource.pushed(name, named, document, manifest, configJson));
  }

  private static boolean isOfImage(Manifest manifest) {
    String type = manifest.config().mediaType();
    return (type.equals(MediaType.OCI_CONFIG) || type.equals(MediaType.DOCKER_CONFIG))
        && manifest.layers().stream().allMatch(layer -> MediaType.isLayer(layer.mediaType()));
  }

  /** Of several manifests of one image, those that no tag leads to any more are forgotten. */
  private void forgetOthers(ImageReference latest, Digest image) {
    var tagged = kept.tags(latest).values();
    catalog.current().byId(image).stream()
        .flatMap(stored -> stored.digests().stream())
        .filter(name -> RepositoryService.isIn(latest, name) && !name.equals(latest))
        .filter(name -> !tagged.contains(Objects.requireNonNull(name.digest())))
        .forEach(catalog::unname);
  }

  private void requireSizes(ImageReference repository, ManifestContent says) {
    says.blobs().forEach(blob -> requireSize(blob, blobs.size(blob.digest())));
    for (Descriptor part : says.manifests()) {
      repositories
          .manifest(repository.withDigest(part.digest()))
          .ifPresent(document -> requireSize(part, document.content().length));
    }
  }

  private static void requireSize(Descriptor said, long size) {
    if (size != said.size()) {
      throw new InvalidRequest(
          "the manifest says that %s has %d bytes, but it has %d"
              .formatted(said.digest(), said.size(), size));
    }
  }

  private static void isNotHere(Descriptor blob, BlobSink sink) {
    throw new InvalidRequest("blob " + blob.digest() + " is not here: push it again");
  }
}
