package io.berth.image;

import io.berth.bin.BinItem;
import io.berth.bin.BinProperties;
import io.berth.bin.Restored;
import io.berth.failure.NotFound;
import io.berth.oci.Digest;
import io.berth.oci.ImageReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;

/**
 * Names are in the bin from before they are removed until after they are back, so a crash in
 * between loses nothing. Changes exclude those of {@link ImageRemoval}.
 */
@Service
class ImageBinService implements ImageBin {

  private final ImageCatalog catalog;
  private final ImageRemoval removal;
  private final ImagePlanning planning;
  private final ImageViews views;
  private final ContentGarbage garbage;
  private final ImageEvents events;
  private final BinProperties binning;

  ImageBinService(
      ImageCatalog catalog,
      ImageRemoval removal,
      ImagePlanning planning,
      ImageViews views,
      ContentGarbage garbage,
      ImageEvents events,
      BinProperties binning) {
    this.catalog = catalog;
    this.removal = removal;
    this.planning = planning;
    this.views = views;
    this.garbage = garbage;
    this.events = events;
    this.binning = binning;
  }

  @Override
  public Optional<BinItem> bin(String ref, boolean force) {
    synchronized (removal) {
      StoredImage image = catalog.seen().resolve(ref);
      if (!binning.isOn() || removal.isOthersToo(image)) {
        removal.remove(ref, force);
        return Optional.empty();
      }
      var names =
          new BinnedImage(
              UUID.randomUUID().toString(), image.id(), image.references(), binning.begin());
      catalog.bin(names);
      try {
        removal.remove(ref, force);
      } catch (RuntimeException e) {
        catalog.forget(names);
        throw e;
      }
      List<ImageReference> left =
          catalog.current().byId(image.id()).map(StoredImage::references).orElse(List.of());
      List<ImageReference> gone = new ArrayList<>(names.names());
      gone.removeAll(left);
      var removed = new BinnedImage(names.id(), names.image(), gone, names.stay());
      catalog.bin(removed);
      return Optional.of(item(removed));
    }
  }

  @Override
  public List<BinItem> items() {
    return catalog.seen().bin().stream().map(this::item).toList();
  }

  private BinItem item(BinnedImage names) {
    List<ImageReference> tags = tags(names.names());
    boolean stays =
        catalog.current().byId(names.image()).filter(image -> !image.retained()).isPresent();
    return new BinItem(
        BinItem.Kind.IMAGE,
        names.id(),
        shown(tags, names.image()),
        shown(tags(namesAgain(names)), names.image()),
        names.stay(),
        stays ? "only the name: the image itself is here" : "");
  }

  private static List<ImageReference> tags(List<ImageReference> names) {
    return names.stream().filter(name -> name.digest() == null).toList();
  }

  private static String shown(List<ImageReference> tags, Digest image) {
    return tags.isEmpty()
        ? image.shortHex()
        : String.join(", ", tags.stream().map(ImageReference::familiar).toList());
  }

  /** A name that stands for another image meanwhile gives way to a free one. */
  private List<ImageReference> namesAgain(BinnedImage names) {
    return names.names().stream().map(name -> free(name, names.image())).toList();
  }

  private ImageReference free(ImageReference name, Digest image) {
    ImageReference free = name;
    for (int i = 1; isTaken(free, image) && name.digest() == null; i++) {
      String suffix = "-restored" + (i == 1 ? "" : "-" + i);
      String tag = Objects.requireNonNullElse(name.tag(), "latest");
      free = name.withTag(tag.substring(0, Math.min(tag.length(), 100)) + suffix);
    }
    return free;
  }

  private boolean isTaken(ImageReference name, Digest image) {
    return catalog.current().named(name).filter(other -> !other.id().equals(image)).isPresent();
  }

  private BinnedImage find(String id) {
    return catalog.seen().bin().stream()
        .filter(names -> names.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new NotFound("no image in the bin has the id " + id));
  }

  @Override
  public long size(String id) {
    StoredImages images = catalog.current();
    return images
        .byId(find(id).image())
        .filter(image -> image.retained() && views.users(image.id()).isEmpty())
        .map(image -> planning.freed(images, List.of(image)))
        .orElse(0L);
  }

  @Override
  public Restored restore(String id) {
    synchronized (removal) {
      BinnedImage names = find(id);
      List<ImageReference> again = namesAgain(names);
      catalog.unbin(names, again);
      again.forEach(name -> events.publish("tag", names.image(), name.familiar()));
      List<String> notes = new ArrayList<>();
      for (int i = 0; i < again.size(); i++) {
        if (!again.get(i).equals(names.names().get(i))) {
          notes.add(
              "%s is another image now: this one is called %s"
                  .formatted(names.names().get(i).familiar(), again.get(i).familiar()));
        }
      }
      String image = names.image().toString();
      return new Restored(BinItem.Kind.IMAGE, image, shown(tags(again), names.image()), notes);
    }
  }

  @Override
  public void delete(String id) {
    synchronized (removal) {
      catalog.forget(find(id));
    }
  }

  @Override
  public void collect() {
    removal.releaseRetained();
    garbage.collect();
  }
}
