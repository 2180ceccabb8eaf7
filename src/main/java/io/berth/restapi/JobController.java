package io.berth.restapi;

import io.berth.job.JobView;
import io.berth.job.Jobs;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Long work: what runs, and what ended in the last hours. */
@RestController
@RequestMapping("/api/jobs")
class JobController {

  private final Jobs jobs;

  JobController(Jobs jobs) {
    this.jobs = jobs;
  }

  /** Without their logs. */
  @GetMapping
  List<JobView> list() {
    return jobs.list();
  }

  @GetMapping("/{id}")
  JobView show(@PathVariable String id) {
    return jobs.find(id);
  }

  @PostMapping("/{id}/cancel")
  @ResponseStatus(HttpStatus.ACCEPTED)
  JobView cancel(@PathVariable String id) {
    jobs.cancel(id);
    return jobs.find(id);
  }
}
