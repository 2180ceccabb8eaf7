package io.berth.build;

import io.berth.failure.BerthException;
import io.berth.failure.InvalidRequest;
import io.berth.image.ImageJobs;
import io.berth.job.JobProgress;
import io.berth.job.JobView;
import io.berth.job.Jobs;
import io.berth.oci.ImageReference;
import io.berth.team.Ownership;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;

/** Builds whose clients do not stay until they have ended. */
@Service
class BuildJobService implements BuildJobs {

  private final BuildService builds;
  private final Jobs jobs;
  private final ImageJobs imageJobs;
  private final Ownership ownership;

  BuildJobService(BuildService builds, Jobs jobs, ImageJobs imageJobs, Ownership ownership) {
    this.builds = builds;
    this.jobs = jobs;
    this.imageJobs = imageJobs;
    this.ownership = ownership;
  }

  @Override
  public JobView build(BuildOrder order, InputStream context, String user) {
    return build(order.request(), folder -> Context.receive(context, folder), user);
  }

  @Override
  public JobView build(BuildOrder order, String dockerfile, String user) {
    return build(order.request(), folder -> Context.of(dockerfile, folder), user);
  }

  private JobView build(BuildRequest request, Function<Path, Context> receive, String user) {
    Prepared prepared = builds.prepare(request, receive);
    try {
      return jobs.start(
          new Jobs.Request(BUILD, title(request), user, ownership.ofCaller()),
          progress -> {
            try (prepared) {
              build(request, prepared, progress);
            }
          });
    } catch (RuntimeException e) {
      prepared.close();
      throw e;
    }
  }

  private void build(BuildRequest request, Prepared prepared, JobProgress progress)
      throws IOException, InterruptedException {
    JobOutput output = new JobOutput(progress, imageJobs.report(progress));
    try {
      switch (builds.build(request, prepared, output)) {
        case BuildResult.Built built -> progress.result(built.id());
        case BuildResult.CommandFailed failed -> throw new InvalidRequest(failed.words());
      }
    } catch (BerthException e) {
      throw output.located(e);
    } finally {
      output.end();
    }
  }

  private static String title(BuildRequest request) {
    String names =
        request.names().stream()
            .map(ImageReference::orLatest)
            .map(ImageReference::familiar)
            .collect(Collectors.joining(", "));
    return names.isEmpty() ? "an image without a name" : names;
  }
}
