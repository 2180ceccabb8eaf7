package io.berth.image;

import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.ImageReference;
import io.berth.oci.ManifestContent;
import io.berth.team.Owners;
import io.berth.team.Ownership;
import io.berth.team.Ownership.Kind;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * How long repositories keep what is no image: as long as a tag leads to it, an image stands for
 * it, or it stands for itself; parts as long as their index, and what is attached as long as its
 * subject.
 */
@Component
class KeptLife {

  private final KeptManifests kept;
  private final ImageDocuments documents;
  private final Ownership ownership;

  KeptLife(KeptManifests kept, ImageDocuments documents, Ownership ownership) {
    this.ownership = ownership;
    this.kept = kept;
    this.documents = documents;
  }

  /** Forgets what nothing needs, and tells the blobs of the rest. */
  Set<Digest> sweep(StoredImages images) {
    Set<Digest> blobs = new HashSet<>();
    Map<String, List<KeptManifest>> repositories =
        kept.all().stream().collect(Collectors.groupingBy(KeptManifest::repository));
    repositories
        .values()
        .forEach(all -> {
          Set<Digest> alive = alive(images, all);
          for (KeptManifest manifest : all) {
            if (alive.contains(manifest.digest())) {
              blobs.add(manifest.digest());
              documents.content(manifest.digest()).stream()
                  .flatMap(ManifestContent::blobs)
                  .forEach(blob -> blobs.add(blob.digest()));
            } else {
              kept.forget(manifest);
            }
          }
        });
    return blobs;
  }

  private Set<Digest> alive(StoredImages images, Collection<KeptManifest> all) {
    ImageReference repository = all.iterator().next().name();
    Set<Digest> seeds = new HashSet<>(kept.tags(repository).values());
    named(images, repository)
        .forEach((name, image) -> {
          seeds.add(image.manifest());
          Digest digest = name.digest();
          if (digest != null) {
            seeds.add(digest);
          }
        });
    all.stream().filter(KeptManifest::alone).forEach(manifest -> seeds.add(manifest.digest()));
    return closure(seeds, all);
  }

  /** Gives what goes with an image to those whose that becomes. */
  void follow(StoredImage image, Owners before, Owners to) {
    for (KeptManifest manifest : kept.all()) {
      ImageReference repository = manifest.name();
      if (image.references().stream().anyMatch(name -> RepositoryService.isIn(repository, name))
          && ownership.of(Kind.MANIFEST, manifest.key()).equals(before)
          && closure(image.documents(), kept.of(repository).toList()).contains(manifest.digest())) {
        ownership.give(Kind.MANIFEST, manifest.key(), to);
      }
    }
  }

  /** With parts of indexes and with all that is attached. */
  private Set<Digest> closure(Set<Digest> seeds, Collection<KeptManifest> all) {
    Set<Digest> alive = new HashSet<>();
    Deque<Digest> todo = new ArrayDeque<>(seeds);
    while (!todo.isEmpty()) {
      Digest next = todo.remove();
      if (alive.add(next)) {
        documents.content(next).stream()
            .flatMap(content -> content.manifests().stream())
            .map(Descriptor::digest)
            .forEach(todo::add);
        all.stream()
            .filter(manifest -> next.equals(manifest.subject()))
            .forEach(manifest -> todo.add(manifest.digest()));
      }
    }
    return alive;
  }

  /** Names in a repository, those in the bin too, and their images. */
  private static Map<ImageReference, StoredImage> named(
      StoredImages images, ImageReference repository) {
    Map<ImageReference, StoredImage> found = new HashMap<>();
    for (StoredImage image : images.except(Set.of())) {
      Stream.concat(
              image.references().stream(),
              images.bin().stream()
                  .filter(names -> names.image().equals(image.id()))
                  .flatMap(names -> names.names().stream()))
          .filter(name -> RepositoryService.isIn(repository, name))
          .forEach(name -> found.put(name, image));
    }
    return found;
  }
}
