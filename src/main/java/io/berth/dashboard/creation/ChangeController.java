package io.berth.dashboard.creation;

import io.berth.audit.Audit;
import io.berth.container.Recreations;
import io.berth.container.Recreations.Change;
import io.berth.container.Recreations.Difference;
import io.berth.container.Recreations.Settings;
import io.berth.dashboard.Advice;
import io.berth.failure.BerthException;
import io.berth.image.Images;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Changes a container by the form that makes one. */
@Controller
@RequestMapping("/dashboard/containers/{id}/change")
class ChangeController {

  private static final String JOB = "redirect:/dashboard/jobs/{job}";

  private final Recreations recreations;
  private final Creation creation;
  private final Images images;
  private final Audit audit;

  ChangeController(Recreations recreations, Creation creation, Images images, Audit audit) {
    this.recreations = recreations;
    this.creation = creation;
    this.images = images;
    this.audit = audit;
  }

  @GetMapping
  ModelAndView form(@PathVariable String id) {
    Settings settings = recreations.settings(id);
    CreateForm form = FilledForm.of(settings.config(), settings.hostConfig());
    return page(settings, form, Map.of(), null);
  }

  @PostMapping("/difference")
  ModelAndView difference(@PathVariable String id, @RequestParam Map<String, String> fields) {
    Settings settings = recreations.settings(id);
    var form = new CreateForm(fields);
    var problems = problems(form);
    if (!problems.isEmpty()) {
      return page(settings, form, problems, null);
    }
    try {
      Change change = FormChange.of(settings, form);
      return page(settings, form, Map.of(), recreations.difference(settings.id(), change));
    } catch (BerthException e) {
      return page(settings, form, Creation.problem(e), null);
    }
  }

  @PostMapping
  ModelAndView apply(
      @PathVariable String id, @RequestParam Map<String, String> fields, RedirectAttributes page) {
    Settings settings = recreations.settings(id);
    var form = new CreateForm(fields);
    var problems = problems(form);
    if (!problems.isEmpty()) {
      return page(settings, form, problems, null);
    }
    try {
      Change change = FormChange.of(settings, form);
      audit.note(
          "changed="
              + recreations.difference(settings.id(), change).stream()
                  .map(Difference::setting)
                  .collect(Collectors.joining(", ")));
      page.addAttribute("job", recreations.recreate(settings.id(), change).id());
      return new ModelAndView(JOB);
    } catch (BerthException e) {
      return page(settings, form, Creation.problem(e), null);
    }
  }

  @PostMapping("/go-back")
  String goBack(@PathVariable String id, RedirectAttributes page) {
    try {
      page.addAttribute("job", recreations.goBack(id).id());
      return JOB;
    } catch (BerthException e) {
      page.addFlashAttribute("problem", "could not go back: " + Advice.with(e));
      page.addAttribute("id", id);
      return "redirect:/dashboard/containers/{id}/change";
    }
  }

  /** The name stays, so it is no question here. */
  private Map<String, String> problems(CreateForm form) {
    var fields = new HashMap<>(form.fields());
    fields.remove("name");
    return creation.problems(new CreateForm(fields));
  }

  /**
   * @param differences null before anybody asked for them
   */
  private ModelAndView page(
      Settings settings,
      CreateForm form,
      Map<String, String> problems,
      @Nullable List<Difference> differences) {
    var page =
        new ModelAndView(
            "container-change", problems.isEmpty() ? HttpStatus.OK : HttpStatus.BAD_REQUEST);
    page.addObject("settings", settings);
    page.addObject("form", form);
    page.addObject("problems", problems);
    page.addObject("differences", differences);
    page.addObject("before", recreations.before(settings.id()).orElse(null));
    page.addObject("images", NewContainerController.names(images));
    return page;
  }
}
