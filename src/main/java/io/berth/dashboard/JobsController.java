package io.berth.dashboard;

import io.berth.job.Jobs;
import java.time.Instant;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Long work: everybody's, as it runs and for some hours after. */
@Controller
@RequestMapping("/dashboard/jobs")
class JobsController {

  private final Jobs jobs;

  JobsController(Jobs jobs) {
    this.jobs = jobs;
  }

  @GetMapping
  String list(Model model) {
    var now = Instant.now();
    model.addAttribute("jobs", jobs.list().stream().map(job -> JobRow.of(job, now)).toList());
    return "jobs";
  }

  @GetMapping("/{id}")
  String show(@PathVariable String id, Model model) {
    add(id, model);
    return "job";
  }

  /** The part that changes, for the page's script. */
  @GetMapping("/{id}/part")
  String part(@PathVariable String id, Model model) {
    add(id, model);
    return "job-parts :: job";
  }

  /** The running ones, as every page has them; {@link JobTray} gives them. */
  @GetMapping("/tray")
  String tray() {
    return "job-parts :: tray";
  }

  @PostMapping("/{id}/cancel")
  String cancel(@PathVariable String id, RedirectAttributes page) {
    jobs.cancel(id);
    page.addAttribute("id", id);
    return "redirect:/dashboard/jobs/{id}";
  }

  private void add(String id, Model model) {
    model.addAttribute("job", JobRow.of(jobs.find(id), Instant.now()));
  }
}
