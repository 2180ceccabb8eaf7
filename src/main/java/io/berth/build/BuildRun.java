package io.berth.build;

import io.berth.container.Containers;
import io.berth.dockerfile.Dockerfile;
import io.berth.dockerfile.Expansion;
import io.berth.dockerfile.Instruction;
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
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One build: its stages, in order. Used by one thread. */
final class BuildRun {

  private static final String SCRATCH = "scratch";

  private final Images images;
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
  private final Map<Integer, String> built = new HashMap<>();

  private int step;
  private int total;

  BuildRun(
      Images images,
      Containers containers,
      BuildRequest request,
      BuildOutput output,
      BuildFolder folder,
      Context context,
      Dockerfile file,
      Map<String, String> team) {
    this.images = images;
    this.containers = containers;
    this.request = request;
    this.output = output;
    this.folder = folder;
    this.context = context;
    this.file = file;
    this.team = team;
    this.arguments = new Arguments(request.arguments(), file);
    this.plan = new StagePlan(file, arguments);
    this.bases = new BaseImages(images, request, output);
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
    total =
        stages.stream().mapToInt(stage -> 1 + stage.instructions().size()).sum()
            + request.labels().size();
    Stage last = stages.getLast();
    for (Stage stage : stages) {
      String image = stage(stage, stage == last ? request.labels() : Map.of());
      built.put(stage.index(), image);
      if (!image.isEmpty()) {
        output.image(image);
      }
    }
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

  private void announce(String source) throws IOException {
    output.text("Step %d/%d : %s\n".formatted(++step, total, source));
  }

  private void arrived(Steps steps) throws IOException, InterruptedException {
    output.text(" ---> " + Steps.shortId(steps.image()) + "\n");
    if (Thread.interrupted()) {
      throw new InterruptedException("the build was cancelled");
    }
  }

  private String stage(Stage stage, Map<String, String> labels)
      throws IOException, InterruptedException {
    announce(stage.source());
    Optional<ImageRootfs> base = base(stage);
    Draft draft = new Draft(base.map(image -> image.config().config()).orElse(null));
    Steps steps =
        new Steps(
            images,
            output,
            draft,
            base.map(ImageRootfs::imageId).orElse(""),
            Objects.requireNonNullElseGet(platform(stage), Platform::host),
            epoch,
            request.useCache());
    StageRun run = run(stage, draft, steps, base.map(BuildRun::created).orElse(Instant.EPOCH));
    arrived(steps);
    List<Instruction> triggers = run.triggers();
    if (!triggers.isEmpty()) {
      output.text(
          "# Executing %d build trigger%s\n"
              .formatted(triggers.size(), triggers.size() > 1 ? "s" : ""));
      for (Instruction trigger : triggers) {
        run.follow(trigger);
      }
      arrived(steps);
    }
    for (Instruction instruction : stage.instructions()) {
      announce(instruction.source());
      run.follow(instruction);
      arrived(steps);
    }
    for (Map.Entry<String, String> label : new TreeMap<>(labels).entrySet()) {
      announce("LABEL " + label.getKey() + "=" + label.getValue());
      run.label(label.getKey(), label.getValue());
      arrived(steps);
    }
    return steps.image();
  }

  private StageRun run(Stage stage, Draft draft, Steps steps, Instant baseCreated) {
    StageFiles files =
        new StageFiles(
            images,
            steps,
            draft,
            folder,
            context,
            name -> layers(stage, name),
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
                output,
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

  private Optional<ImageRootfs> base(Stage stage) throws InterruptedException {
    Optional<Stage> earlier = plan.base(stage);
    if (earlier.isPresent()) {
      String image = built.getOrDefault(earlier.get().index(), "");
      return image.isEmpty() ? Optional.empty() : Optional.of(images.rootfs(image));
    }
    String name = plan.baseName(stage);
    return name.toLowerCase(Locale.ROOT).equals(SCRATCH)
        ? Optional.empty()
        : Optional.of(bases.get(name, platform(stage)));
  }

  /** Of what {@code --from} means. */
  private List<Path> layers(Stage stage, String from) throws InterruptedException {
    Optional<Stage> earlier = plan.source(stage, from);
    if (earlier.isPresent()) {
      String image = built.getOrDefault(earlier.get().index(), "");
      return image.isEmpty() ? List.of() : images.rootfs(image).layers();
    }
    return bases.get(from, request.platform()).layers();
  }
}
