package io.berth.restapi;

import io.berth.container.Containers;
import io.berth.failure.InvalidRequest;
import io.berth.image.ImageComparison;
import io.berth.image.ImageFiles;
import io.berth.image.ImageFiles.Folder;
import io.berth.image.ImageFiles.Instruction;
import io.berth.image.ImageFiles.LayerInfo;
import io.berth.image.ImageFiles.Waste;
import io.berth.image.ImageJobs;
import io.berth.image.ImagePlans;
import io.berth.image.Images;
import io.berth.job.JobView;
import io.berth.oci.ImageReference;
import io.berth.oci.Platform;
import io.berth.team.Ownership;
import io.berth.team.Ownership.Kind;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Images, what is in their layers, how two differ, what a removal would free. A name with slashes
 * is one segment, its slashes encoded.
 */
@RestController
@RequestMapping("/api/images")
class ImageController {

  private final Images images;
  private final Containers containers;
  private final ImageFiles files;
  private final ImagePlans plans;
  private final ImageJobs jobs;
  private final Ownership ownership;

  ImageController(
      Images images,
      Containers containers,
      ImageFiles files,
      ImagePlans plans,
      ImageJobs jobs,
      Ownership ownership) {
    this.ownership = ownership;
    this.images = images;
    this.containers = containers;
    this.files = files;
    this.plans = plans;
    this.jobs = jobs;
  }

  /**
   * @param platform such as {@code linux/arm64}; null for the host's
   * @param username of the registry, as is {@code password}; null for nobody
   */
  record PullBody(
      @Nullable String image,
      @Nullable String platform,
      @Nullable String username,
      @Nullable String password) {

    @Override
    public String toString() {
      return "pull of " + image;
    }
  }

  @PostMapping("/pull")
  @ResponseStatus(HttpStatus.ACCEPTED)
  JobView pull(Principal user, @RequestBody PullBody body) {
    if (body.image() == null || body.image().isBlank()) {
      throw new InvalidRequest("image is missing: a name such as alpine:3");
    }
    return jobs.pull(
        new Images.PullRequest(
            ImageReference.parse(body.image()),
            false,
            body.platform() == null ? null : Platform.parse(body.platform()),
            new Images.RegistryCredentials(text(body.username()), text(body.password()), "", "")),
        user.getName());
  }

  /** Newest first. */
  @GetMapping
  List<ImageBody> list() {
    var all = containers.list(new Containers.ListQuery(true, 0, false, Map.of()));
    return images.list(new Images.ListQuery(false, true, Map.of())).stream()
        .map(image -> ImageBody.of(image, ownership.namesOf(Kind.IMAGE, image.id()), all))
        .toList();
  }

  @GetMapping("/{ref}")
  ImageDetail inspect(@PathVariable String ref) {
    return ImageDetail.of(images.inspect(ref));
  }

  @GetMapping("/{ref}/layers")
  List<LayerInfo> layers(@PathVariable String ref) {
    return files.layers(ref);
  }

  @GetMapping("/{ref}/instructions")
  List<Instruction> instructions(@PathVariable String ref) {
    return files.instructions(ref);
  }

  @GetMapping("/{ref}/layers/{layer}/files")
  Folder files(
      @PathVariable String ref,
      @PathVariable int layer,
      @RequestParam(defaultValue = "") String path,
      @RequestParam(defaultValue = "") String after,
      @RequestParam(defaultValue = "500") int limit) {
    return files.folder(ref, layer, path, after, limit);
  }

  @GetMapping("/{ref}/layers/{layer}/waste")
  Waste waste(@PathVariable String ref, @PathVariable int layer) {
    return files.waste(ref, layer);
  }

  @GetMapping("/compare")
  ImageComparison compare(@RequestParam String a, @RequestParam String b) {
    return files.compare(a, b);
  }

  /**
   * Reads all that is stored of an image again and holds it against its digests. The job fails when
   * something is damaged, with what and which images have it; pulling or loading it again mends it.
   */
  @PostMapping("/{ref}/verify")
  @ResponseStatus(HttpStatus.ACCEPTED)
  JobView verify(Principal user, @PathVariable String ref) {
    return jobs.verify(ref, user.getName());
  }

  @GetMapping("/{ref}/removal")
  ImagePlans.RemovalPlan removal(@PathVariable String ref) {
    return plans.removal(ref);
  }

  /**
   * @param all also images with a name, of which no container is made
   */
  @GetMapping("/prune")
  ImagePlans.PrunePlan prune(@RequestParam(defaultValue = "false") boolean all) {
    return plans.prune(Map.of("dangling", Set.of(String.valueOf(!all))));
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }
}
