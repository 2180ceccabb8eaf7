package io.berth.dashboard;

import io.berth.job.Jobs;
import java.time.Instant;
import java.util.List;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/** Gives every page the jobs that run. */
@ControllerAdvice(basePackageClasses = JobTray.class)
class JobTray {

  private final Jobs jobs;

  JobTray(Jobs jobs) {
    this.jobs = jobs;
  }

  @ModelAttribute("runningJobs")
  List<JobRow> running() {
    var now = Instant.now();
    return jobs.running().stream().map(job -> JobRow.of(job, now)).toList();
  }
}
