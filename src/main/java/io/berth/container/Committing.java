package io.berth.container;

import io.berth.container.ContainerConfig.Healthcheck;
import io.berth.container.Containers.CommitRequest;
import io.berth.failure.NotFound;
import io.berth.files.LayerArchive;
import io.berth.image.Images;
import io.berth.oci.ImageConfig;
import io.berth.oci.ImageReference;
import io.berth.team.Owners;
import io.berth.team.Ownership;
import io.berth.team.Ownership.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes images of what containers have changed. */
final class Committing {

  private final Images images;
  private final ContainerControl control;
  private final Announcer announcer;
  private final Ownership ownership;

  Committing(Images images, ContainerControl control, Announcer announcer, Ownership ownership) {
    this.images = images;
    this.control = control;
    this.announcer = announcer;
    this.ownership = ownership;
  }

  String commit(Container container, CommitRequest request) throws InterruptedException {
    boolean pause = request.pause() && container.state instanceof ContainerState.Running;
    if (pause) {
      control.pause(container);
    }
    try {
      return write(container, request);
    } finally {
      if (pause) {
        control.unpause(container);
      }
    }
  }

  private String write(Container container, CommitRequest request) throws InterruptedException {
    ContainerConfig config =
        ConfigMerge.merge(
            request.config(), execution(container.config), container.config.hostname());
    ImageReference target = request.target();
    String id =
        images.commit(
            new Images.CommitRequest(
                container.imageId,
                execution(config),
                String.join(" ", ConfigMerge.commandLine(container.config)),
                request.author(),
                request.comment(),
                request.changes(),
                target),
            layer(container, Instant.MAX));
    Owners owners = ownership.of(Kind.CONTAINER, container.id);
    if (!owners.areEverybody()) {
      ownership.own(Kind.IMAGE, id, owners);
    }
    announcer.container(
        container,
        "commit",
        Map.of(
            "comment",
            request.comment(),
            "imageID",
            id,
            "imageRef",
            target == null ? "" : target.orLatest().familiar()));
    return id;
  }

  static Images.LayerContent layer(Container container, Instant latest) {
    return out -> {
      boolean something = LayerArchive.write(container.file("upper"), latest, out);
      if (container.forgotten) {
        throw new NotFound("No such container: " + container.id);
      }
      return something;
    };
  }

  private static ImageConfig.Execution execution(ContainerConfig config) {
    return new ImageConfig.Execution(
        orNull(config.user(), String::isEmpty),
        orNull(config.exposedPorts(), Map::isEmpty),
        orNull(config.env(), List::isEmpty),
        config.entrypoint(),
        config.cmd(),
        orNull(config.volumes(), Map::isEmpty),
        orNull(config.workingDir(), String::isEmpty),
        orNull(config.labels(), Map::isEmpty),
        orNull(config.stopSignal(), String::isEmpty),
        health(config.healthcheck()),
        config.onBuild(),
        orNull(config.shell(), List::isEmpty));
  }

  private static ImageConfig.@Nullable Healthcheck health(@Nullable Healthcheck check) {
    return check == null
        ? null
        : new ImageConfig.Healthcheck(
            check.test(), check.interval(), check.timeout(), check.startPeriod(), check.retries());
  }

  private static <T> @Nullable T orNull(T value, Function<T, Boolean> isEmpty) {
    return isEmpty.apply(value) ? null : value;
  }
}
