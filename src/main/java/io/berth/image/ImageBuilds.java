package io.berth.image;

import io.berth.image.Images.BuildStep;
import io.berth.image.Images.LayerContent;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.ImageConfig;
import io.berth.oci.OciJson;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What builds make, a step at a time: every step is an image, and a later build finds it again. */
@Component
class ImageBuilds {

  private final ImageHolds holds;
  private final ImageViews views;

  private final NewLayers newLayers;
  private final ImageRegistration registration;
  private final ImageCatalog catalog;
  private final ImageConfigs configs;
  private final ContentGarbage garbage;

  ImageBuilds(
      ImageHolds holds,
      ImageViews views,
      NewLayers newLayers,
      ImageRegistration registration,
      ImageCatalog catalog,
      ImageConfigs configs,
      ContentGarbage garbage) {
    this.holds = holds;
    this.views = views;
    this.newLayers = newLayers;
    this.registration = registration;
    this.catalog = catalog;
    this.configs = configs;
    this.garbage = garbage;
  }

  Images.Building building() {
    return new Going(holds.open());
  }

  private final class Going implements Images.Building {

    private final ImageHolds.Hold hold;

    Going(ImageHolds.Hold hold) {
      this.hold = hold;
    }

    @Override
    public ImageRootfs base(String ref) {
      return hold.found(
              () -> Optional.of(views.rootfs(ref)), image -> Digest.parse(image.imageId()))
          .orElseThrow();
    }

    @Override
    public Optional<String> made(BuildStep step) {
      return hold.found(() -> ImageBuilds.this.made(step), id -> id).map(Digest::toString);
    }

    @Override
    public String make(BuildStep step, @Nullable LayerContent layer) throws InterruptedException {
      return ImageBuilds.this.make(step, layer, hold).toString();
    }

    @Override
    public void close() {
      hold.close();
    }
  }

  /** The newest one that the caller sees. */
  private Optional<Digest> made(BuildStep step) {
    return catalog.seen().madeOf(step.parent()).stream()
        .filter(image -> isOf(configs.of(image), step))
        .max(Comparator.comparing(StoredImage::created))
        .map(StoredImage::id);
  }

  private static boolean isOf(ImageConfig made, BuildStep step) {
    List<ImageConfig.History> history = made.history();
    return history != null
        && !history.isEmpty()
        && step.createdBy().equals(history.getLast().createdBy())
        && Objects.equals(made.author() == null ? "" : made.author(), step.author())
        && step.execution().equals(made.config());
  }

  private Digest make(BuildStep step, @Nullable LayerContent content, ImageHolds.Hold held)
      throws InterruptedException {
    try (ContentGarbage.Hold _ = garbage.hold()) {
      List<Descriptor> layers = new ArrayList<>();
      ImageConfig below = null;
      if (!step.parent().isEmpty()) {
        StoredImage parent = newLayers.image(step.parent());
        below = configs.of(parent);
        layers.addAll(newLayers.of(parent));
      }
      NewLayers.Layer added = content == null ? null : newLayers.write(content).orElse(null);
      if (added != null) {
        layers.add(added.blob());
      } else if (content != null) {
        garbage.collect();
      }
      byte[] config = OciJson.write(config(step, below, added));
      held.add(Digest.sha256(config));
      return registration.registerStep(config, layers, step.parent());
    } catch (RuntimeException | InterruptedException e) {
      garbage.collect();
      throw e;
    }
  }

  private static ImageConfig config(
      BuildStep step, @Nullable ImageConfig below, NewLayers.@Nullable Layer added) {
    List<String> diffIds = new ArrayList<>();
    List<ImageConfig.History> history = new ArrayList<>();
    if (below != null) {
      diffIds.addAll(below.rootfs().diffIds());
      history.addAll(below.history() == null ? List.of() : below.history());
    }
    if (added != null) {
      diffIds.add(added.diffId().toString());
    }
    String created = step.created().toString();
    String author = step.author().isEmpty() ? null : step.author();
    history.add(
        new ImageConfig.History(
            created, step.createdBy(), author, null, added == null ? true : null));
    return new ImageConfig(
        created,
        author,
        below == null ? step.platform().architecture() : below.architecture(),
        below == null ? step.platform().os() : below.os(),
        below == null ? step.platform().variant() : below.variant(),
        step.execution(),
        new ImageConfig.RootFs("layers", diffIds),
        history);
  }
}
