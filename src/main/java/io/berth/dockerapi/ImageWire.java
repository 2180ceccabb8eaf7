package io.berth.dockerapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.berth.image.ImageView;
import io.berth.image.Images;
import io.berth.oci.ImageConfig;
import io.berth.security.SecretNames;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.UpperCamelCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** What {@code /images} answers, field by field as Docker Engine does. */
final class ImageWire {

  private ImageWire() {}

  /** One image of {@code GET /images/json}. */
  @JsonNaming(UpperCamelCaseStrategy.class)
  record Item(
      int containers,
      long created,
      String id,
      @Nullable Map<String, String> labels,
      String parentId,
      List<String> repoDigests,
      List<String> repoTags,
      long sharedSize,
      long size,
      long virtualSize) {

    static Item of(Images.ImageSummary image) {
      return new Item(
          image.containers(),
          image.created().getEpochSecond(),
          image.id(),
          image.labels().isEmpty() ? null : SecretNames.masked(image.labels()),
          "",
          image.repoDigests(),
          image.repoTags(),
          image.sharedSize(),
          image.size(),
          image.size());
    }
  }

  @JsonNaming(UpperCamelCaseStrategy.class)
  record HistoryItem(
      String id,
      long created,
      String createdBy,
      @Nullable List<String> tags,
      long size,
      String comment) {

    static HistoryItem of(Images.HistoryEntry entry) {
      String id = entry.id();
      return new HistoryItem(
          id == null ? "<missing>" : id,
          entry.created().getEpochSecond(),
          entry.createdBy(),
          entry.tags().isEmpty() ? null : entry.tags(),
          entry.size(),
          entry.comment());
    }
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonNaming(UpperCamelCaseStrategy.class)
  record RemovalItem(@Nullable String untagged, @Nullable String deleted) {
    static RemovalItem of(Images.Removal removal) {
      return new RemovalItem(removal.untagged(), removal.deleted());
    }
  }

  @JsonNaming(UpperCamelCaseStrategy.class)
  record PruneReport(@Nullable List<RemovalItem> imagesDeleted, long spaceReclaimed) {}

  @JsonNaming(UpperCamelCaseStrategy.class)
  record GraphDriver(Map<String, String> data, String name) {}

  @JsonNaming(UpperCamelCaseStrategy.class)
  record RootFs(String type, List<String> layers) {}

  @JsonNaming(UpperCamelCaseStrategy.class)
  record Metadata(String lastTagTime) {}

  /** {@code GET /images/X/json}. */
  @JsonNaming(UpperCamelCaseStrategy.class)
  record Details(
      String id,
      List<String> repoTags,
      List<String> repoDigests,
      String parent,
      String comment,
      String created,
      String container,
      String dockerVersion,
      String author,
      Map<String, @Nullable Object> config,
      String architecture,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String variant,
      String os,
      long size,
      long virtualSize,
      GraphDriver graphDriver,
      @JsonProperty("RootFS") RootFs rootFs,
      Metadata metadata) {

    static Details of(ImageView image) {
      ImageConfig config = image.config();
      return new Details(
          image.id(),
          image.repoTags(),
          image.repoDigests(),
          "",
          commentOf(config),
          DockerJson.time(image.created()),
          "",
          "",
          config.author() == null ? "" : config.author(),
          execution(config.config()),
          config.architecture() == null ? "" : config.architecture(),
          config.variant(),
          config.os() == null ? "" : config.os(),
          image.size(),
          image.size(),
          driverOf(image),
          new RootFs("layers", image.layers().stream().map(l -> l.diffId().toString()).toList()),
          new Metadata(DockerJson.time(image.lastTagTime())));
    }
  }

  private static String commentOf(ImageConfig config) {
    List<ImageConfig.History> history = config.history();
    String comment = history == null || history.isEmpty() ? null : history.getLast().comment();
    return comment == null ? "" : comment;
  }

  private static GraphDriver driverOf(ImageView image) {
    List<String> directories = new ArrayList<>();
    image.layers().stream()
        .map(ImageView.LayerView::directory)
        .map(Path::toString)
        .forEach(directories::addFirst);
    Map<String, String> data = new LinkedHashMap<>();
    if (directories.size() > 1) {
      data.put("LowerDir", String.join(":", directories.subList(1, directories.size())));
    }
    if (!directories.isEmpty()) {
      data.put("UpperDir", directories.getFirst());
    }
    return new GraphDriver(data, "overlay2");
  }

  /** Go's {@code container.Config} with what an image can say; the rest is zero. */
  private static Map<String, @Nullable Object> execution(ImageConfig.@Nullable Execution given) {
    ImageConfig.Execution e = given == null ? ImageConfig.Execution.EMPTY : given;
    Map<String, @Nullable Object> config = new LinkedHashMap<>();
    config.put("Hostname", "");
    config.put("Domainname", "");
    config.put("User", e.user() == null ? "" : e.user());
    for (String flag : List.of("AttachStdin", "AttachStdout", "AttachStderr")) {
      config.put(flag, false);
    }
    optional(config, "ExposedPorts", e.exposedPorts());
    for (String flag : List.of("Tty", "OpenStdin", "StdinOnce")) {
      config.put(flag, false);
    }
    config.put("Env", e.env() == null ? null : SecretNames.maskedLines(e.env()));
    config.put("Cmd", e.cmd());
    optional(config, "Healthcheck", e.healthcheck());
    config.put("Image", "");
    config.put("Volumes", e.volumes());
    config.put("WorkingDir", e.workingDir() == null ? "" : e.workingDir());
    config.put("Entrypoint", e.entrypoint());
    config.put("OnBuild", e.onBuild());
    config.put("Labels", e.labels() == null ? null : SecretNames.masked(e.labels()));
    optional(config, "StopSignal", e.stopSignal());
    optional(config, "Shell", e.shell());
    return config;
  }

  private static void optional(
      Map<String, @Nullable Object> config, String name, @Nullable Object value) {
    if (value != null) {
      config.put(name, value);
    }
  }
}
