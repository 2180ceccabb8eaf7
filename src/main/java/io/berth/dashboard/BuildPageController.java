package io.berth.dashboard;

import io.berth.build.BuildJobs;
import io.berth.build.BuildOrder;
import io.berth.failure.BerthException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.security.Principal;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Builds an image of a Dockerfile that is written in the page, or of an archive with one. */
@Controller
@RequestMapping("/dashboard/images/build")
class BuildPageController {

  private static final Pattern LINE = Pattern.compile("\\bline (\\d{1,7})\\b");

  private final BuildJobs jobs;

  BuildPageController(BuildJobs jobs) {
    this.jobs = jobs;
  }

  /**
   * What the form has; null for a field that was not sent.
   *
   * @param t names, blanks between them
   * @param text the Dockerfile, when there is no archive
   * @param arguments {@code NAME=value}, one a line, as are labels
   */
  record Form(
      String t,
      String text,
      String dockerfile,
      String target,
      String arguments,
      String labels,
      String platform,
      Boolean nocache,
      Boolean pull) {

    Form {
      t = or(t);
      text = or(text).replace("\r\n", "\n");
      dockerfile = or(dockerfile);
      target = or(target);
      arguments = or(arguments);
      labels = or(labels);
      platform = or(platform);
      nocache = Boolean.TRUE.equals(nocache);
      pull = Boolean.TRUE.equals(pull);
    }

    private static String or(@Nullable String value) {
      return value == null ? "" : value;
    }

    BuildOrder order(boolean archive) {
      return new BuildOrder(
          archive ? dockerfile : "",
          List.of(t.strip().split("[\\s,]+")),
          target,
          arguments.lines().toList(),
          labels.lines().toList(),
          platform,
          !nocache,
          pull);
    }
  }

  @GetMapping
  String get(@ModelAttribute("form") Form form) {
    return "image-build";
  }

  @PostMapping(consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
  String build(
      Principal user, @ModelAttribute("form") Form form, Model model, RedirectAttributes page) {
    try {
      page.addAttribute("job", jobs.build(form.order(false), form.text(), user.getName()).id());
      return "redirect:/dashboard/jobs/{job}";
    } catch (BerthException e) {
      String words = String.valueOf(e.getMessage());
      model.addAttribute("problem", words);
      model.addAttribute("problemLine", line(words, form.text()));
      return "image-build";
    }
  }

  /** The body is the archive itself, read as it comes. */
  @PostMapping(consumes = "application/x-tar")
  ResponseEntity<String> build(
      Principal user, @ModelAttribute("form") Form form, HttpServletRequest request)
      throws IOException {
    try {
      var job = jobs.build(form.order(true), request.getInputStream(), user.getName());
      return ResponseEntity.created(URI.create("/dashboard/jobs/" + job.id())).build();
    } catch (BerthException e) {
      return ResponseEntity.badRequest().contentType(MediaType.TEXT_PLAIN).body(e.getMessage());
    }
  }

  /** What stands in the line that the words are about; empty for none. */
  private static String line(String words, String text) {
    Matcher number = LINE.matcher(words);
    return number.find()
        ? text.lines()
            .skip(Math.max(0, Integer.parseInt(number.group(1)) - 1))
            .findFirst()
            .orElse("")
        : "";
  }
}
