package io.berth.dashboard.creation;

import io.berth.container.Containers;
import io.berth.dashboard.Advice;
import io.berth.failure.BerthException;
import io.berth.image.ImageJobs;
import io.berth.image.Images;
import io.berth.job.JobView;
import io.berth.oci.ImageReference;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Makes a container from a form. */
@Controller
@RequestMapping("/dashboard/containers/new")
class NewContainerController {

  private final Creation creation;
  private final Containers containers;
  private final Images images;
  private final ImageJobs jobs;

  NewContainerController(Creation creation, Containers containers, Images images, ImageJobs jobs) {
    this.jobs = jobs;
    this.creation = creation;
    this.containers = containers;
    this.images = images;
  }

  /** What the page's script shows while a person types. */
  record Checked(String line, Map<String, String> problems) {}

  /**
   * @param fields values to begin with, such as {@code image}
   */
  @GetMapping
  ModelAndView blank(@RequestParam Map<String, String> fields) {
    return page(new CreateForm(fields), Map.of(), HttpStatus.OK);
  }

  @PostMapping("/check")
  @ResponseBody
  Checked check(@RequestParam Map<String, String> fields) {
    var form = new CreateForm(fields);
    return new Checked(RunLine.of(form), creation.problems(form));
  }

  /**
   * @param then {@code create}, {@code start}, or {@code show}: only show the command line
   */
  @PostMapping
  ModelAndView create(
      Principal user,
      @RequestParam Map<String, String> fields,
      @RequestParam(defaultValue = "show") String then,
      RedirectAttributes page) {
    var form = new CreateForm(fields);
    var problems = creation.problems(form);
    if (then.equals("show") || !problems.isEmpty()) {
      return page(form, problems, problems.isEmpty() ? HttpStatus.OK : HttpStatus.BAD_REQUEST);
    }
    try {
      if (PullPolicy.of(form).wants(form, images)) {
        page.addAttribute("job", pullFirst(form, user.getName(), then.equals("start")).id());
        return new ModelAndView("redirect:/dashboard/jobs/{job}");
      }
      var created = creation.create(form);
      if (!created.warnings().isEmpty()) {
        page.addFlashAttribute("done", String.join(". ", created.warnings()));
      }
      if (then.equals("start")) {
        start(created.id(), page);
      }
      return new ModelAndView("redirect:/dashboard/containers/" + created.id());
    } catch (BerthException e) {
      return page(form, Creation.problem(e), HttpStatus.BAD_REQUEST);
    }
  }

  private JobView pullFirst(CreateForm form, String user, boolean start) {
    var request =
        new Images.PullRequest(
            ImageReference.parse(form.word("image")), false, null, Images.RegistryCredentials.NONE);
    return jobs.pull(
        request,
        user,
        progress -> {
          var created = creation.create(form);
          progress.log("made the container " + created.id().substring(0, 12));
          created.warnings().forEach(progress::log);
          progress.result(created.id());
          if (start) {
            containers.start(created.id());
            progress.log("started it");
          }
        });
  }

  private void start(String id, RedirectAttributes page) {
    try {
      containers.start(id);
    } catch (BerthException e) {
      page.addFlashAttribute(
          "problem", "the container is made, but could not be started: " + Advice.with(e));
    }
  }

  private ModelAndView page(CreateForm form, Map<String, String> problems, HttpStatus status) {
    var page = new ModelAndView("container-new", status);
    page.addObject("form", form);
    page.addObject("problems", problems);
    page.addObject("line", RunLine.of(form));
    page.addObject("images", names(images));
    return page;
  }

  /** What the field for an image proposes. */
  static List<String> names(Images images) {
    return images.list(new Images.ListQuery(false, false, Map.of())).stream()
        .flatMap(image -> image.repoTags().stream())
        .sorted()
        .toList();
  }
}
