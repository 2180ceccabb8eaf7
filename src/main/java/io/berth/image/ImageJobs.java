package io.berth.image;

import io.berth.job.JobProgress;
import io.berth.job.JobView;
import io.berth.job.Jobs;
import java.io.InputStream;

/** Long work with images, as jobs. */
public interface ImageJobs {

  String PULL = "pull";
  String UPLOAD = "upload";
  String PRUNE = "prune";
  String VERIFY = "verify";

  /** Checks the request and starts it; the job's result is the image's id. */
  JobView pull(Images.PullRequest request, String user);

  /** Tells a job of what is pulled on the way of other work. */
  Images.PullListener report(JobProgress progress);

  /**
   * Pulls an image and then does something with it, all by one job.
   *
   * @param then what tells the job's result
   */
  JobView pull(Images.PullRequest request, String user, Jobs.Work then);

  /**
   * Loads an archive as {@link Images#load} does, while it comes in; returns when the job has
   * ended. Its result is the id of an image in it.
   *
   * @param title what people call the archive
   * @param length of the archive in bytes, or 0 when it is not known
   */
  JobView upload(InputStream archive, long length, String title, String user);

  /**
   * Reads all that is stored of an image again and holds it against its digests. The job fails when
   * something is damaged, saying what, and which images have it.
   */
  JobView verify(String ref, String user);

  /**
   * Removes unused images.
   *
   * @param all also those with a name
   */
  JobView prune(boolean all, String user);
}
