package io.berth.image;

import io.berth.failure.NotFound;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.ImageReference;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** All images at one moment; immutable. Finds them as Docker does. */
final class StoredImages {

  private static final Pattern ID_PREFIX = Pattern.compile("(?:sha256:)?([0-9a-f]{1,64})");

  private final List<StoredImage> all;
  private final List<BinnedImage> bin;
  private final Map<Digest, StoredImage> byId = new HashMap<>();
  private final Map<ImageReference, StoredImage> byName = new HashMap<>();
  private final Set<String> parents = new HashSet<>();

  StoredImages(List<StoredImage> all, List<BinnedImage> bin) {
    this.all = List.copyOf(all);
    this.bin = List.copyOf(bin);
    for (StoredImage image : all) {
      byId.put(image.id(), image);
      if (image.parent() != null) {
        parents.add(image.parent());
      }
      image.references().forEach(name -> byName.put(name, image));
    }
  }

  /** Those whose ids are so, in the bin as well. */
  StoredImages only(Predicate<Digest> chosen) {
    return new StoredImages(
        all.stream().filter(image -> chosen.test(image.id())).toList(),
        bin.stream().filter(names -> chosen.test(names.image())).toList());
  }

  /** Those that are not only retained. */
  List<StoredImage> visible() {
    return all.stream().filter(image -> !image.retained()).toList();
  }

  /** Those of them that are not but steps. */
  List<StoredImage> shown() {
    return all.stream().filter(image -> !image.retained() && !isStep(image)).toList();
  }

  /** Whether a build made it, and another image of it. */
  boolean isBuiltUpon(StoredImage image) {
    return image.parent() != null && parents.contains(image.id().toString());
  }

  /** Whether it is but a step on a build's way to another one. */
  boolean isStep(StoredImage image) {
    return image.references().isEmpty() && isBuiltUpon(image);
  }

  /** What a build made of an image; of nothing, when that is empty. */
  List<StoredImage> madeOf(String parent) {
    return visible().stream().filter(image -> parent.equals(image.parent())).toList();
  }

  /** All that have another id than these, retained ones too. */
  List<StoredImage> except(Set<Digest> ids) {
    return all.stream().filter(image -> !ids.contains(image.id())).toList();
  }

  List<StoredImage> retained() {
    return all.stream().filter(StoredImage::retained).toList();
  }

  List<BinnedImage> bin() {
    return bin;
  }

  boolean isInBin(Digest image) {
    return bin.stream().anyMatch(names -> names.image().equals(image));
  }

  Optional<StoredImage> byId(Digest id) {
    return Optional.ofNullable(byId.get(id));
  }

  Optional<StoredImage> named(ImageReference name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** By name, then by id or unique prefix; {@code No such image: x:latest} otherwise. */
  StoredImage resolve(String ref) {
    Optional<Digest> id = fullId(ref);
    if (id.isPresent()) {
      return byId(id.get())
          .filter(image -> !image.retained())
          .orElseThrow(() -> new NotFound("No such image: " + ref));
    }
    ImageReference name = ImageReference.parse(ref).orLatest();
    return named(lookup(name))
        .or(() -> byPrefix(ref))
        .orElseThrow(() -> new NotFound("No such image: " + name.familiar()));
  }

  /** Whether a ref means an image by its id rather than by a name. */
  boolean isId(String ref, StoredImage image) {
    return fullId(ref).isPresent()
        || (named(lookup(ImageReference.parse(ref).orLatest())).isEmpty()
            && (image.id().toString().startsWith(ref) || image.id().hex().startsWith(ref)));
  }

  /** A digest says more than a tag beside it. */
  static ImageReference lookup(ImageReference name) {
    Digest digest = name.digest();
    return digest == null ? name : name.withDigest(digest);
  }

  /** Blobs that images need. */
  Set<Digest> neededBlobs() {
    Set<Digest> needed = new HashSet<>();
    for (StoredImage image : all) {
      needed.add(image.id());
      needed.add(image.manifest());
      needed.addAll(image.documents());
      image.layers().forEach(layer -> needed.add(layer.blob().digest()));
    }
    return needed;
  }

  /** What has described images, manifests and indexes. */
  Set<Digest> documents() {
    Set<Digest> documents = new HashSet<>();
    all.forEach(image -> documents.addAll(image.documents()));
    return documents;
  }

  /** Unpacked layers that images need. */
  Set<Digest> neededLayers() {
    return layersOf(all);
  }

  static Set<Digest> layersOf(Collection<StoredImage> images) {
    Set<Digest> layers = new HashSet<>();
    images.forEach(image -> image.layers().forEach(layer -> layers.add(layer.diffId())));
    return layers;
  }

  /** The blob that an unpacked layer came from. */
  Optional<Descriptor> blobOf(Digest diffId) {
    return blobsOf(diffId).findFirst();
  }

  /** All the blobs that are known to be this layer, packed in one way or another. */
  Stream<Descriptor> blobsOf(Digest diffId) {
    return all.stream()
        .flatMap(image -> image.layers().stream())
        .filter(layer -> layer.diffId().equals(diffId))
        .map(StoredImage.StoredLayer::blob);
  }

  private Optional<StoredImage> byPrefix(String ref) {
    var match = ID_PREFIX.matcher(ref);
    if (!match.matches()) {
      return Optional.empty();
    }
    List<StoredImage> found =
        visible().stream().filter(image -> image.id().hex().startsWith(match.group(1))).toList();
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }

  private static Optional<Digest> fullId(String ref) {
    String text = ref.indexOf(':') < 0 ? "sha256:" + ref : ref;
    return Digest.isDigest(text) ? Optional.of(Digest.parse(text)) : Optional.empty();
  }
}
