package io.berth.image;

import io.berth.failure.Conflict;
import io.berth.failure.NotFound;
import io.berth.oci.Digest;
import io.berth.oci.ImageReference;
import io.berth.snapshot.LayerStore;
import io.berth.team.Owners;
import io.berth.team.Ownership;
import io.berth.team.Ownership.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Removes names and images by the rules of Docker Engine's {@code ImageDelete}. */
@Component
class ImageRemoval {

  private static final Set<String> PRUNE_FILTERS = Set.of("dangling", "label", "label!", "until");

  private final ImageCatalog catalog;
  private final ImageViews views;
  private final ImageConfigs configs;
  private final ContentGarbage garbage;
  private final LayerStore layers;
  private final ImageEvents events;
  private final Ownership ownership;
  private final ImageHolds holds;
  private final KeptManifests kept;

  ImageRemoval(
      ImageCatalog catalog,
      ImageViews views,
      ImageConfigs configs,
      ContentGarbage garbage,
      LayerStore layers,
      ImageEvents events,
      Ownership ownership,
      ImageHolds holds,
      KeptManifests kept) {
    this.holds = holds;
    this.kept = kept;
    this.catalog = catalog;
    this.views = views;
    this.configs = configs;
    this.garbage = garbage;
    this.layers = layers;
    this.events = events;
    this.ownership = ownership;
  }

  synchronized List<Images.Removal> remove(String ref, boolean force) {
    StoredImage image = catalog.seen().resolve(ref);
    if (isOthersToo(image)) {
      return leave(image, force);
    }
    List<Images.Removal> done = new ArrayList<>();
    boolean byName = !catalog.seen().isId(ref, image);
    if (byName) {
      if (!force && isSingle(image.references())) {
        refuseUsedName(ref, image);
      }
      ImageReference name = StoredImages.lookup(ImageReference.parse(ref).orLatest());
      untag(name, image, done);
      if (!reload(image).references().isEmpty()) {
        if (kept.of(name).findAny().isPresent()) {
          garbage.collect();
        }
        return done;
      }
    } else if (isSingle(image.references())) {
      conflict(image, force, true).ifPresent(ImageRemoval::raise);
    }
    StoredImage now = reload(image);
    Optional<Problem> problem = conflict(now, force, !byName && isSingle(now.references()));
    if (problem.isPresent()) {
      if (byName) {
        return done;
      }
      raise(problem.get());
    }
    delete(now, done);
    return done;
  }

  /** Whether the caller's teams are not the only ones that have it. */
  boolean isOthersToo(StoredImage image) {
    return ownership.isShared(Kind.IMAGE, image.id().toString());
  }

  /** It is gone for the caller's teams; the others keep it and its names. */
  private List<Images.Removal> leave(StoredImage image, boolean force) {
    List<ImageUsers.ImageUser> users = views.seenUsers(image.id());
    conflict(image, force, true, users).ifPresent(ImageRemoval::raise);
    List<Images.Removal> done = new ArrayList<>();
    image.references().forEach(name -> done.add(new Images.Removal(name.familiar(), null)));
    ownership.leave(Kind.IMAGE, image.id().toString());
    return done;
  }

  synchronized Images.Pruned prune(Map<String, Set<String>> filters) {
    List<StoredImage> unused = unused(filters);
    Set<Digest> before = catalog.current().neededLayers();
    Map<Digest, Long> sizes = before.stream().collect(Collectors.toMap(d -> d, layers::size));
    List<Images.Removal> done = new ArrayList<>();
    unused.forEach(image -> holds.unlessHeld(image.id(), () -> deleteUnused(image, done)));
    for (KeptManifest manifest : unusedManifests(filters)) {
      kept.forget(manifest);
      done.add(new Images.Removal(null, manifest.name().familiar()));
    }
    releaseRetained();
    garbage.collectWithParts();
    Set<Digest> after = catalog.current().neededLayers();
    long reclaimed = before.stream().filter(d -> !after.contains(d)).mapToLong(sizes::get).sum();
    return new Images.Pruned(done, reclaimed);
  }

  /** Unless somebody has named it, or removed it, meanwhile. */
  private void deleteUnused(StoredImage image, List<Images.Removal> done) {
    try {
      if (catalog.isNamedAs(image)) {
        delete(image, done);
      }
    } catch (Conflict e) {
      // between the look and the removal
    }
  }

  /** Images that a prune with these filters removes. */
  List<StoredImage> unused(Map<String, Set<String>> filters) {
    ImageFilter filter = new ImageFilter(filters, PRUNE_FILTERS);
    boolean danglingOnly = filter.flag("dangling", true);
    return catalog.seen().shown().stream()
        .filter(image ->
            (!danglingOnly || image.isDangling())
                && !views.isNeeded(image.id())
                && filter.until(image.created())
                && filter.labels(configs.of(image)))
        .toList();
  }

  /** What no tag leads to that is no image: a prune removes it with images without a name. */
  List<KeptManifest> unusedManifests(Map<String, Set<String>> filters) {
    ImageFilter filter = new ImageFilter(filters, PRUNE_FILTERS);
    return kept.all().stream()
        .filter(manifest -> manifest.alone() && kept.sees(manifest))
        .filter(manifest -> !ownership.isShared(Kind.MANIFEST, manifest.key()))
        .filter(manifest -> kept.tagsOf(manifest).isEmpty())
        .filter(manifest -> !filter.has("label") && !filter.has("label!"))
        .filter(manifest -> filter.until(manifest.pushed()))
        .toList();
  }

  /** Forgets images that were kept for what is gone: containers, and names in the bin. */
  synchronized void releaseRetained() {
    for (StoredImage image : catalog.current().retained()) {
      if (!views.isNeeded(image.id())) {
        catalog.remove(image, false);
        deleteSteps(image.parent(), new ArrayList<>());
      }
    }
  }

  private void refuseUsedName(String ref, StoredImage image) {
    views.users(image.id()).stream()
        .findFirst()
        .ifPresent(user -> {
          throw new Conflict(
              "conflict: unable to remove repository reference \"%s\" (must force) - container %s is using its referenced image %s"
                  .formatted(ref, shown(user), image.id().shortHex()));
        });
  }

  /** Removes a name; with a repository's last tag, its digest names go too. */
  private void untag(ImageReference name, StoredImage image, List<Images.Removal> done) {
    unname(name, image, done);
    StoredImage now = reload(image);
    boolean tagLeft = now.tags().stream().anyMatch(r -> r.repository().equals(name.repository()));
    if (name.digest() == null && !tagLeft) {
      now.digests().stream()
          .filter(r -> r.repository().equals(name.repository()))
          .forEach(r -> unname(r, image, done));
    }
  }

  private void unname(ImageReference name, StoredImage image, List<Images.Removal> done) {
    catalog.unname(name);
    done.add(new Images.Removal(name.familiar(), null));
    events.publish("untag", image.id(), image.id().toString());
  }

  private void delete(StoredImage image, List<Images.Removal> done) {
    Owners owners = ownership.of(Kind.IMAGE, image.id().toString());
    image.references().forEach(name -> unname(name, image, done));
    StoredImage now = reload(image);
    catalog.remove(now, views.isNeeded(image.id()));
    done.add(new Images.Removal(null, image.id().toString()));
    Set<Digest> needed = catalog.current().neededLayers();
    List<Digest> chain = ChainIds.of(image);
    for (int i = chain.size() - 1; i >= 0; i--) {
      if (!needed.contains(image.layers().get(i).diffId())) {
        done.add(new Images.Removal(null, chain.get(i).toString()));
      }
    }
    events.publish("delete", image.id(), image.id().toString(), owners);
    deleteSteps(image.parent(), done);
    releaseRetained();
    garbage.collect();
  }

  /** Those that led a build to an image that is gone, and to no other. */
  private void deleteSteps(@Nullable String last, List<Images.Removal> done) {
    String next = last;
    while (next != null && !next.isEmpty()) {
      StoredImage step = catalog.current().byId(Digest.parse(next)).orElse(null);
      if (step == null
          || step.parent() == null
          || !step.references().isEmpty()
          || catalog.current().isBuiltUpon(step)
          || isOthersToo(step)
          || views.isNeeded(step.id())) {
        return;
      }
      catalog.remove(step, false);
      done.add(new Images.Removal(null, step.id().toString()));
      next = step.parent();
    }
  }

  private record Problem(StoredImage image, boolean hard, String message) {}

  /** What stands in the way; only what force cannot overcome, when forced. */
  private Optional<Problem> conflict(StoredImage image, boolean force, boolean ignoreNames) {
    return conflict(image, force, ignoreNames, views.users(image.id()));
  }

  private Optional<Problem> conflict(
      StoredImage image, boolean force, boolean ignoreNames, List<ImageUsers.ImageUser> users) {
    if (catalog.current().isBuiltUpon(image)) {
      return Optional.of(new Problem(image, true, "image has dependent child images"));
    }
    if (holds.holds(image.id())) {
      return Optional.of(new Problem(image, true, "image is being used by a running build"));
    }
    for (ImageUsers.ImageUser user : users) {
      if (user.running()) {
        return Optional.of(
            new Problem(image, true, "image is being used by running container " + shown(user)));
      }
    }
    if (force) {
      return Optional.empty();
    }
    if (!ignoreNames && image.references().size() > 1) {
      return Optional.of(new Problem(image, false, "image is referenced in multiple repositories"));
    }
    return users.stream()
        .findFirst()
        .map(user ->
            new Problem(image, false, "image is being used by stopped container " + shown(user)));
  }

  private static void raise(Problem problem) {
    throw new Conflict(
        "conflict: unable to delete %s (%s) - %s"
            .formatted(
                problem.image().id().shortHex(),
                problem.hard() ? "cannot be forced" : "must be forced",
                problem.message()));
  }

  /** At most one tag, and nothing but digests of the same repository beside it. */
  static boolean isSingle(List<ImageReference> names) {
    if (names.size() <= 1) {
      return true;
    }
    boolean severalTags = names.stream().filter(r -> r.digest() == null).count() > 1;
    long repositories = names.stream().map(ImageReference::repository).distinct().count();
    return !severalTags && repositories == 1;
  }

  private StoredImage reload(StoredImage image) {
    return catalog
        .current()
        .byId(image.id())
        .orElseThrow(() -> new NotFound("No such image: " + image.id()));
  }

  private String shown(ImageUsers.ImageUser user) {
    String id = user.containerId();
    return !views.sees(user) ? "of another team" : id.length() > 12 ? id.substring(0, 12) : id;
  }
}
