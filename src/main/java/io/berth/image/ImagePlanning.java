package io.berth.image;

import io.berth.oci.Digest;
import io.berth.oci.ImageReference;
import io.berth.snapshot.LayerStore;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.stereotype.Service;

/** Plans removals by the same rules that carry them out. */
@Service
class ImagePlanning implements ImagePlans {

  private final ImageCatalog catalog;
  private final ImageRemoval removal;
  private final ImageViews views;
  private final LayerStore layers;
  private final ImageDocuments documents;

  ImagePlanning(
      ImageCatalog catalog,
      ImageRemoval removal,
      ImageViews views,
      LayerStore layers,
      ImageDocuments documents) {
    this.documents = documents;
    this.catalog = catalog;
    this.removal = removal;
    this.views = views;
    this.layers = layers;
  }

  @Override
  public RemovalPlan removal(String ref) {
    StoredImages images = catalog.current();
    StoredImage image = catalog.seen().resolve(ref);
    List<ImageUsers.ImageUser> users = views.seenUsers(image.id());
    return new RemovalPlan(
        LayerExplorer.name(image),
        image.tags().stream().map(ImageReference::familiar).toList(),
        image.digests().stream().map(ImageReference::familiar).toList(),
        removal.isOthersToo(image) || views.isNeeded(image.id())
            ? 0
            : freed(images, List.of(image)),
        users);
  }

  @Override
  public PrunePlan prune(Map<String, Set<String>> filters) {
    StoredImages images = catalog.current();
    List<StoredImage> unused = removal.unused(filters);
    Stream<PrunedImage> manifests =
        removal.unusedManifests(filters).stream()
            .map(manifest ->
                new PrunedImage(
                    new ImageFiles.ImageName(
                        manifest.digest().toString(), manifest.name().familiar()),
                    documents.size(manifest.digest())));
    return new PrunePlan(
        Stream.concat(
                unused.stream()
                    .map(image -> new PrunedImage(LayerExplorer.name(image), views.size(image))),
                manifests)
            .toList(),
        freed(images, unused));
  }

  /** Images kept for containers that are gone go with the next removal, whichever it is. */
  long freed(StoredImages images, Collection<StoredImage> gone) {
    Set<Digest> ids = new HashSet<>();
    gone.forEach(image -> ids.add(image.id()));
    images.retained().stream()
        .filter(image -> !views.isNeeded(image.id()))
        .forEach(image -> ids.add(image.id()));
    Set<Digest> freed = new HashSet<>(images.neededLayers());
    freed.removeAll(StoredImages.layersOf(images.except(ids)));
    return freed.stream().mapToLong(layers::size).sum();
  }
}
