package io.berth.image;

import io.berth.bin.Stay;
import io.berth.failure.Conflict;
import io.berth.failure.NotFound;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.ImageReference;
import io.berth.team.Ownership;
import io.berth.team.Ownership.Kind;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The images of the database. Changes are made one after another; readers get the state after the
 * latest one, without asking the database. Nobody else writes these tables.
 */
@Component
class ImageCatalog {

  private final ImageRepository images;
  private final ReferenceRepository references;
  private final BinnedImageRepository bin;
  private final Ownership ownership;
  private final KeptManifests kept;
  private final TransactionTemplate transaction;
  private volatile StoredImages current;

  ImageCatalog(
      ImageRepository images,
      ReferenceRepository references,
      BinnedImageRepository bin,
      Ownership ownership,
      KeptManifests kept,
      PlatformTransactionManager transactions) {
    this.images = images;
    this.references = references;
    this.bin = bin;
    this.ownership = ownership;
    this.kept = kept;
    this.transaction = new TransactionTemplate(transactions);
    this.current = transaction.execute(_ -> load());
  }

  /** All there is: for the room's own work. */
  StoredImages current() {
    return current;
  }

  /** What the caller sees. */
  StoredImages seen() {
    StoredImages all = current;
    return ownership.seesAll() ? all : all.only(this::sees);
  }

  private boolean sees(Digest image) {
    return ownership.sees(Kind.IMAGE, image.toString());
  }

  /**
   * Whether the caller may let a name stand for another image.
   *
   * @throws Conflict it stands for one that only other teams see
   */
  void requireMayName(ImageReference name) {
    kept.requireMayName(name);
    if (current.named(name).filter(image -> !sees(image.id())).isPresent()) {
      throw new Conflict(
          "the name %s stands for an image of another team: choose another name"
              .formatted(name.familiar()));
    }
  }

  /**
   * Adds an image, or what is new about one that is here; the caller sees it from now on. Its
   * references stand for it at once, so that no prune finds it without a name; other names of it
   * are left alone.
   */
  synchronized StoredImages add(StoredImage image) {
    boolean fresh =
        current
            .byId(image.id())
            .filter(known -> !known.retained() || current.isInBin(known.id()))
            .isEmpty();
    ownership.share(Kind.IMAGE, image.id().toString(), fresh);
    image.references().forEach(kept::untag);
    return change(() -> {
      ImageEntity entity = images.findById(image.id().toString()).orElseGet(ImageEntity::new);
      if (entity.id.isEmpty()) {
        entity.id = image.id().toString();
        entity.manifest = image.manifest().toString();
        entity.created = image.created();
        entity.parent = image.parent();
        image.layers().forEach(layer -> entity.layers.add(row(layer)));
      }
      entity.retained = false;
      image.documents().forEach(digest -> entity.documents.add(digest.toString()));
      images.save(entity);
      image.references().forEach(name -> save(name, image.id()));
    });
  }

  private void save(ImageReference name, Digest image) {
    ReferenceEntity entity = references.findById(name.toString()).orElseGet(ReferenceEntity::new);
    entity.name = name.toString();
    entity.imageId = image.toString();
    references.save(entity);
  }

  /**
   * Lets a name stand for an image, whatever it stood for before.
   *
   * @throws NotFound the image has just been removed
   */
  StoredImages name(ImageReference name, Digest image) {
    kept.untag(name);
    return change(() -> {
      if (!images.existsById(image.toString())) {
        throw new NotFound("No such image: " + image);
      }
      save(name, image);
    });
  }

  /** Remembers when somebody tagged the image by hand. */
  StoredImages tagged(Digest image, Instant when) {
    return change(() ->
        images
            .findById(image.toString())
            .ifPresent(entity -> {
              entity.tagged = when;
              images.save(entity);
            }));
  }

  StoredImages unname(ImageReference name) {
    kept.untag(name);
    return change(() -> references.deleteById(name.toString()));
  }

  /**
   * Removes an image and its names.
   *
   * @param retain keep its content, for containers
   * @throws Conflict it has other names by now
   */
  StoredImages remove(StoredImage image, boolean retain) {
    image.references().forEach(kept::untag);
    StoredImages left =
        change(() -> {
          requireNames(image);
          image.references().forEach(name -> references.deleteById(name.toString()));
          if (retain) {
            images.findById(image.id().toString()).ifPresent(entity -> entity.retained = true);
          } else {
            images.deleteById(image.id().toString());
          }
        });
    if (!retain) {
      ownership.forget(Kind.IMAGE, image.id().toString());
    }
    return left;
  }

  /** Whether the image is still here, with just the names that it has in this view. */
  boolean isNamedAs(StoredImage image) {
    return current
        .byId(image.id())
        .filter(now -> now.references().equals(image.references()))
        .isPresent();
  }

  private void requireNames(StoredImage image) {
    if (!isNamedAs(image)) {
      throw new Conflict(
          "image %s was named or removed by somebody else at the same moment: look at it again"
              .formatted(image.id().shortHex()));
    }
  }

  /** Puts names into the bin, or says anew which ones a stay is about. */
  StoredImages bin(BinnedImage names) {
    return change(() -> {
      BinnedImageEntity entity = bin.findById(names.id()).orElseGet(BinnedImageEntity::new);
      entity.id = names.id();
      entity.imageId = names.image().toString();
      entity.names =
          names.names().stream().map(ImageReference::toString).collect(Collectors.joining("\n"));
      entity.binnedAt = names.stay().since();
      entity.binnedUntil = names.stay().until();
      entity.binnedBy = names.stay().by();
      bin.save(entity);
    });
  }

  /** Takes names out of the bin and lets them stand for their image again, with other ones. */
  StoredImages unbin(BinnedImage names, List<ImageReference> again) {
    again.forEach(kept::untag);
    return change(() -> {
      images.findById(names.image().toString()).ifPresent(entity -> entity.retained = false);
      for (ImageReference name : again) {
        ReferenceEntity entity = new ReferenceEntity();
        entity.name = name.toString();
        entity.imageId = names.image().toString();
        references.save(entity);
      }
      bin.deleteById(names.id());
    });
  }

  StoredImages forget(BinnedImage names) {
    return change(() -> bin.deleteById(names.id()));
  }

  private synchronized StoredImages change(Runnable work) {
    Supplier<StoredImages> changed =
        () ->
            transaction.execute(_ -> {
              work.run();
              images.flush();
              return load();
            });
    current = changed.get();
    return current;
  }

  private StoredImages load() {
    Map<String, List<ImageReference>> names =
        references.findAll().stream()
            .collect(
                Collectors.groupingBy(
                    entity -> entity.imageId,
                    Collectors.mapping(
                        entity -> ImageReference.parse(entity.name), Collectors.toList())));
    return new StoredImages(
        images.findAll().stream()
            .map(entity -> stored(entity, names.getOrDefault(entity.id, List.of())))
            .toList(),
        bin.findAll().stream().map(ImageCatalog::binned).toList());
  }

  private static BinnedImage binned(BinnedImageEntity entity) {
    return new BinnedImage(
        entity.id,
        Digest.parse(entity.imageId),
        entity.names.lines().map(ImageReference::parse).toList(),
        new Stay(entity.binnedAt, entity.binnedUntil, entity.binnedBy));
  }

  private static StoredImage stored(ImageEntity entity, List<ImageReference> names) {
    return new StoredImage(
        Digest.parse(entity.id),
        Digest.parse(entity.manifest),
        entity.documents.stream().map(Digest::parse).collect(Collectors.toSet()),
        entity.layers.stream().map(ImageCatalog::layer).toList(),
        entity.created,
        entity.tagged,
        entity.parent,
        entity.retained,
        names.stream().sorted(Comparator.comparing(ImageReference::familiar)).toList());
  }

  private static StoredImage.StoredLayer layer(ImageEntity.LayerRow row) {
    return new StoredImage.StoredLayer(
        Digest.parse(row.diffId),
        new Descriptor(row.mediaType, Digest.parse(row.blobDigest), row.blobSize));
  }

  private static ImageEntity.LayerRow row(StoredImage.StoredLayer layer) {
    ImageEntity.LayerRow row = new ImageEntity.LayerRow();
    row.diffId = layer.diffId().toString();
    row.blobDigest = layer.blob().digest().toString();
    row.mediaType = layer.blob().mediaType();
    row.blobSize = layer.blob().size();
    return row;
  }
}
