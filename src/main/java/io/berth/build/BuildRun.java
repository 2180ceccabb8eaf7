package io.berth.build;

import io.berth.container.Containers;
import io.berth.dockerfile.Dockerfile;
import io.berth.dockerfile.Expansion;
import io.berth.dockerfile.Stage;
import io.berth.failure.InvalidRequest;
import io.berth.image.ImageRootfs;
import io.berth.image.Images;
import io.berth.oci.Platform;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One build: its stages, and what they need of each other. Used by one thread. */
final class BuildRun {

  private static final String SCRATCH = "scratch";

  private final Images images;
  private final Images.Building building;
  private final Turns turns = new Turns();
  private final int processors;
  private final Containers containers;
  private final BuildRequest request;
  private final BuildOutput output;
  private final BuildFolder folder;
  private final Context context;
  private final Dockerfile file;
  private final Map<String, String> team;
  private final Arguments arguments;
  private final StagePlan plan;
  private final BaseImages bases;
  private final @Nullable Instant epoch;

  /** What has become of stages, by number; empty for one without an image. */
  private final Map<Integer, String> built = new ConcurrentHashMap<>();

  /**
   * @param processors how many stages run at once
   */
  BuildRun(
      Images images,
      Images.Building building,
      Containers containers,
      BuildRequest request,
      BuildOutput output,
      Prepared prepared,
      Map<String, String> team,
      int processors) {
    this.processors = processors;
    this.images = images;
    this.building = building;
    this.containers = containers;
    this.request = request;
    this.output = output;
    this.folder = prepared.folder();
    this.context = prepared.context();
    this.file = prepared.file();
    this.team = team;
    this.arguments = new Arguments(request.arguments(), file);
    this.plan = new StagePlan(file, arguments);
    this.bases = new BaseImages(images, building, turns, request);
    this.epoch = epoch(request);
  }

  private static @Nullable Instant epoch(BuildRequest request) {
    String seconds = request.arguments().get(Arguments.SOURCE_DATE_EPOCH);
    if (seconds == null || seconds.isEmpty()) {
      return null;
    }
    try {
      return Instant.ofEpochSecond(Long.parseLong(seconds));
    } catch (NumberFormatException | DateTimeException e) {
      throw new InvalidRequest(
          "invalid SOURCE_DATE_EPOCH: %s is no number of seconds".formatted(seconds), e);
    }
  }

  /** Builds, and returns the image's id. */
  String image() throws IOException, InterruptedException {
    List<Stage> stages = plan.stages(request.target());
    Stage last = stages.getLast();
    build(stages);
    String image = built.getOrDefault(last.index(), "");
    if (image.isEmpty()) {
      throw new InvalidRequest("No image was generated. Is your Dockerfile empty?");
    }
    if (!arguments.unused().isEmpty()) {
      output.text(
          "[Warning] One or more build-args %s were not consumed\n"
              .formatted(GoText.plain(List.copyOf(arguments.unused()))));
    }
    return image;
  }

  private void build(List<Stage> stages) throws IOException, InterruptedException {
    int total = stages.stream().mapToInt(StageBuild::steps).sum() + request.labels().size();
    Map<Integer, StageBuild> builds = new HashMap<>();
    try (StageTelling telling = new StageTelling(output, folder, stages.size())) {
      int before = 0;
      for (int i = 0; i < stages.size(); i++) {
        Stage stage = stages.get(i);
        Map<String, String> labels = i == stages.size() - 1 ? request.labels() : Map.of();
        builds.put(stage.index(), new StageBuild(stage, labels, telling.voice(i), before, total));
        before += StageBuild.steps(stage);
      }
      new StageThreads(
              plan::needs,
              stage -> build(stage, Objects.requireNonNull(builds.get(stage.index()))),
              processors)
          .run(stages);
    }
  }

  private void build(Stage stage, StageBuild build) throws IOException, InterruptedException {
    StageTelling.Voice voice = build.voice();
    try {
      String image = image(stage, build, voice);
      built.put(stage.index(), image);
      voice.image(image);
      voice.over(build.place());
    } catch (RuntimeException | IOException e) {
      try {
        voice.fail(build.place());
      } catch (IOException gone) {
        e.addSuppressed(gone);
      }
      throw e;
    }
  }

  private String image(Stage stage, StageBuild build, StageTelling.Voice voice)
      throws IOException, InterruptedException {
    build.begin();
    Optional<ImageRootfs> base = base(stage, voice);
    Draft draft = new Draft(base.map(image -> image.config().config()).orElse(null));
    Steps steps =
        new Steps(
            building,
            turns,
            voice,
            draft,
            base.map(ImageRootfs::imageId).orElse(""),
            Objects.requireNonNullElseGet(platform(stage), Platform::host),
            epoch,
            request.useCache());
    build.follow(
        run(stage, voice, draft, steps, base.map(BuildRun::created).orElse(Instant.EPOCH)), steps);
    return steps.image();
  }

  private StageRun run(
      Stage stage, BuildOutput voice, Draft draft, Steps steps, Instant baseCreated) {
    StageFiles files =
        new StageFiles(
            images,
            steps,
            draft,
            folder,
            context,
            name -> layers(stage, name, voice),
            new StageFiles.Times(epoch == null ? Instant.MAX : epoch, baseCreated));
    return new StageRun(
        draft,
        steps,
        arguments.new Scope(),
        file,
        files,
        (image, command, environment) ->
            new RunStep(
                containers,
                request,
                voice,
                folder.id(),
                team,
                RunStep.config(image, command, environment)));
  }

  private static Instant created(ImageRootfs image) {
    String created = image.config().created();
    try {
      return created == null ? Instant.EPOCH : Instant.parse(created);
    } catch (DateTimeException e) {
      return Instant.EPOCH;
    }
  }

  private @Nullable Platform platform(Stage stage) {
    String written = new Expansion(file.escape(), arguments::global).word(stage.platform());
    return written.isEmpty() ? request.platform() : Platform.parse(written);
  }

  private Optional<ImageRootfs> base(Stage stage, BuildOutput voice) throws InterruptedException {
    Optional<Stage> earlier = plan.base(stage);
    if (earlier.isPresent()) {
      String image = built.getOrDefault(earlier.get().index(), "");
      return image.isEmpty() ? Optional.empty() : Optional.of(images.rootfs(image));
    }
    String name = plan.baseName(stage);
    return name.toLowerCase(Locale.ROOT).equals(SCRATCH)
        ? Optional.empty()
        : Optional.of(bases.get(name, platform(stage), voice.pulls()));
  }

  /** Of what {@code --from} means. */
  private List<Path> layers(Stage stage, String from, BuildOutput voice)
      throws InterruptedException {
    Optional<Stage> earlier = plan.source(stage, from);
    if (earlier.isEmpty()) {
      return bases.get(from, request.platform(), voice.pulls()).layers();
    }
    int index = earlier.get().index();
    if (!plan.needs(stage).contains(index)) {
      throw new InvalidRequest(
          "a trigger of the base image copies from the stage %s, which nothing else here needs"
              .formatted(from));
    }
    String image = built.getOrDefault(index, "");
    return image.isEmpty() ? List.of() : images.rootfs(image).layers();
  }
}
