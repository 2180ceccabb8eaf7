package io.berth.image;

import io.berth.files.FilePaths;
import io.berth.job.JobProgress;
import io.berth.job.JobView;
import io.berth.job.Jobs;
import io.berth.team.Owners;
import io.berth.team.Ownership;
import java.io.InputStream;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Service;

/** Pulls and uploads as jobs. Pulls share layers with each other and with those of any client. */
@Service
class ImageJobService implements ImageJobs {

  private final Jobs jobs;
  private final ImagePull pull;
  private final ImageLoad load;
  private final ImageRemoval removal;
  private final ImageViews views;
  private final ImageVerification verification;
  private final Ownership ownership;

  ImageJobService(
      Jobs jobs,
      ImagePull pull,
      ImageLoad load,
      ImageRemoval removal,
      ImageViews views,
      ImageVerification verification,
      Ownership ownership) {
    this.ownership = ownership;
    this.jobs = jobs;
    this.pull = pull;
    this.load = load;
    this.removal = removal;
    this.views = views;
    this.verification = verification;
  }

  @Override
  public JobView pull(Images.PullRequest request, String user) {
    String name = name(request);
    return pull(
        request,
        user,
        progress -> {
          if (!request.allTags()) {
            progress.result(views.inspect(name).id());
          }
        });
  }

  @Override
  public Images.PullListener report(JobProgress progress) {
    return new PullReport(progress);
  }

  @Override
  public JobView pull(Images.PullRequest request, String user, Jobs.Work then) {
    return jobs.start(
        new Jobs.Request(PULL, name(request), user, ownership.ofCaller()),
        progress -> {
          pull.pull(request, new PullReport(progress));
          then.run(progress);
        });
  }

  private static String name(Images.PullRequest request) {
    return request.allTags()
        ? request.reference().familiar()
        : request.reference().orLatest().familiar();
  }

  @Override
  public JobView upload(InputStream archive, long length, String title, String user) {
    return jobs.run(
        new Jobs.Request(UPLOAD, FilePaths.show(title), user, ownership.ofCaller()),
        progress -> {
          InputStream told = new UploadStream(archive, length, progress);
          load.load(told, (name, _) -> loaded(progress, name));
        });
  }

  @Override
  public JobView verify(String ref, String user) {
    String name = verification.name(ref);
    return jobs.start(
        new Jobs.Request(VERIFY, name, user, ownership.ofCaller()),
        progress -> verification.verify(ref, progress));
  }

  @Override
  public JobView prune(boolean all, String user) {
    return jobs.start(
        new Jobs.Request(
            PRUNE, all ? "unused images" : "images without a name", user, Owners.NO_TEAM),
        progress -> report(progress, removal.prune(Map.of("dangling", Set.of("" + !all)))));
  }

  private static void report(JobProgress progress, Images.Pruned pruned) {
    for (Images.Removal done : pruned.removals()) {
      progress.log(
          done.untagged() == null ? "deleted " + done.deleted() : "untagged " + done.untagged());
    }
    progress.log("freed %d bytes".formatted(pruned.reclaimedBytes()));
  }

  private void loaded(JobProgress progress, String name) {
    progress.log("loaded " + name);
    progress.result(views.inspect(name).id());
  }
}
