package io.berth.image;

import io.berth.image.Images.CommitRequest;
import io.berth.image.Images.LayerContent;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.ImageConfig;
import io.berth.oci.ImageReference;
import io.berth.oci.OciJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** {@code docker commit}: an image of another one and a layer on top of it. */
@Component
class ImageCommit {

  private final NewLayers newLayers;
  private final ImageRegistration registration;
  private final ImageViews views;
  private final ImageCatalog catalog;
  private final ContentGarbage garbage;
  private final ImageEvents events;

  ImageCommit(
      NewLayers newLayers,
      ImageRegistration registration,
      ImageViews views,
      ImageCatalog catalog,
      ContentGarbage garbage,
      ImageEvents events) {
    this.newLayers = newLayers;
    this.registration = registration;
    this.views = views;
    this.catalog = catalog;
    this.garbage = garbage;
    this.events = events;
  }

  Digest commit(CommitRequest request, LayerContent content) throws InterruptedException {
    ImageConfig.Execution execution = ConfigChanges.apply(request.execution(), request.changes());
    ImageReference target = request.target();
    if (target != null) {
      catalog.requireMayName(target.orLatest());
    }
    try (ContentGarbage.Hold _ = garbage.hold()) {
      ImageConfig below = views.rootfsOf(request.parentId(), request.parentId()).config();
      List<NewLayers.Layer> added = newLayers.write(content).stream().toList();
      List<Descriptor> layers =
          Stream.concat(
                  newLayers.of(newLayers.image(request.parentId())).stream(),
                  added.stream().map(NewLayers.Layer::blob))
              .toList();
      ImageConfig config = config(request, execution, below, added);
      Digest id = registration.register(OciJson.write(config), layers, target);
      if (target != null) {
        events.publish("tag", id, target.orLatest().familiar());
      }
      return id;
    } catch (RuntimeException e) {
      garbage.collect();
      throw e;
    }
  }

  private static ImageConfig config(
      CommitRequest request,
      ImageConfig.Execution execution,
      ImageConfig below,
      List<NewLayers.Layer> added) {
    String now = Instant.now().toString();
    List<String> diffIds = new ArrayList<>(below.rootfs().diffIds());
    added.forEach(layer -> diffIds.add(layer.diffId().toString()));
    List<ImageConfig.History> history =
        new ArrayList<>(below.history() == null ? List.of() : below.history());
    history.add(
        new ImageConfig.History(
            now,
            request.createdBy(),
            orNull(request.author()),
            orNull(request.message()),
            added.isEmpty() ? true : null));
    return new ImageConfig(
        now,
        orNull(request.author()),
        below.architecture(),
        below.os(),
        below.variant(),
        execution,
        new ImageConfig.RootFs("layers", diffIds),
        history);
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
