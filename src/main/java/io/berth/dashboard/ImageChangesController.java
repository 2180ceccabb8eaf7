package io.berth.dashboard;

import io.berth.failure.BerthException;
import io.berth.failure.InvalidRequest;
import io.berth.image.ImageJobs;
import io.berth.image.ImagePlans;
import io.berth.image.ImagePlans.PrunePlan;
import io.berth.image.Images;
import io.berth.image.Images.PullRequest;
import io.berth.image.Images.RegistryCredentials;
import io.berth.oci.ImageReference;
import io.berth.oci.Platform;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** How images come and get further names, and how unused ones go. */
@Controller
@RequestMapping("/dashboard/images")
class ImageChangesController {

  private static final String JOB = "redirect:/dashboard/jobs/{job}";

  private final Images images;
  private final ImagePlans plans;
  private final ImageJobs jobs;

  ImageChangesController(Images images, ImagePlans plans, ImageJobs jobs) {
    this.images = images;
    this.plans = plans;
    this.jobs = jobs;
  }

  /**
   * @param id empty for a manifest that is no image
   */
  record PrunedRow(String id, String name, String size) {}

  @GetMapping("/new")
  String get(@RequestParam(defaultValue = "") String image, Model model) {
    model.addAttribute("image", image);
    model.addAttribute("platform", "");
    return "image-new";
  }

  @PostMapping("/pull")
  String pull(
      Principal user,
      @RequestParam String image,
      @RequestParam(defaultValue = "") String platform,
      @RequestParam(defaultValue = "") String registryUser,
      @RequestParam(defaultValue = "") String registryPassword,
      Model model,
      RedirectAttributes page) {
    try {
      if (image.isBlank()) {
        throw new InvalidRequest("no image is named");
      }
      var job =
          jobs.pull(
              new PullRequest(
                  ImageReference.parse(image.strip()),
                  false,
                  platform.isBlank() ? null : Platform.parse(platform.strip()),
                  new RegistryCredentials(registryUser, registryPassword, "", "")),
              user.getName());
      page.addAttribute("job", job.id());
      return JOB;
    } catch (InvalidRequest e) {
      model.addAttribute(
          "problem",
          e.getMessage() + ": write a name such as alpine:3 or registry.example/team/app:1.0");
      model.addAttribute("image", image);
      model.addAttribute("platform", platform);
      return "image-new";
    }
  }

  /** The body is the archive itself, read as it comes: forms of several parts are held back. */
  @PostMapping("/upload")
  ResponseEntity<Void> upload(
      Principal user,
      @RequestParam(defaultValue = "archive") String name,
      HttpServletRequest request)
      throws IOException {
    var job =
        jobs.upload(
            request.getInputStream(),
            Math.max(0, request.getContentLengthLong()),
            name.length() > 200 ? name.substring(0, 200) : name,
            user.getName());
    return ResponseEntity.created(URI.create("/dashboard/jobs/" + job.id())).build();
  }

  @PostMapping("/{id}/tag")
  String tag(@PathVariable String id, @RequestParam String name, RedirectAttributes page) {
    String image = images.inspect(id).id();
    try {
      ImageReference target = ImageReference.parse(name.strip());
      if (target.digest() != null) {
        throw new InvalidRequest("a name with a digest cannot be given");
      }
      images.tag(image, target);
      page.addFlashAttribute("done", "the image is also " + target.orLatest().familiar() + " now");
    } catch (BerthException e) {
      page.addFlashAttribute("problem", "could not add the name: " + e.getMessage());
    }
    page.addAttribute("id", image);
    return "redirect:/dashboard/images/{id}";
  }

  @PostMapping("/{id}/verify")
  String verify(Principal user, @PathVariable String id, RedirectAttributes page) {
    page.addAttribute("job", jobs.verify(id, user.getName()).id());
    return JOB;
  }

  @GetMapping("/prune")
  String prunePlan(@RequestParam(defaultValue = "false") boolean all, Model model) {
    PrunePlan plan = plans.prune(Map.of("dangling", Set.of(String.valueOf(!all))));
    List<PrunedRow> rows =
        plan.images().stream()
            .map(gone ->
                new PrunedRow(
                    gone.image().name().contains("@") ? "" : gone.image().id(),
                    gone.image().name(),
                    Units.bytes(gone.size())))
            .toList();
    model.addAttribute("all", all);
    model.addAttribute("images", rows);
    model.addAttribute("freed", Units.bytes(plan.freedBytes()));
    return "image-prune";
  }

  @PostMapping("/prune")
  String prune(
      Principal user, @RequestParam(defaultValue = "false") boolean all, RedirectAttributes page) {
    page.addAttribute("job", jobs.prune(all, user.getName()).id());
    return JOB;
  }
}
