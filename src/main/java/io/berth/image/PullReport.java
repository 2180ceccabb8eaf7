package io.berth.image;

import io.berth.job.JobProgress;

/** Tells a job what happens in its pull. */
final class PullReport implements Images.PullListener {

  private final JobProgress progress;

  PullReport(JobProgress progress) {
    this.progress = progress;
  }

  @Override
  public void on(PullEvent event) {
    switch (event) {
      case PullEvent.Started e -> progress.log("pulling " + e.id() + " from " + e.name());
      case PullEvent.Layer e -> layer(e);
      case PullEvent.Resolved e -> progress.log("digest " + e.digest());
      case PullEvent.Finished e ->
          progress.log((e.newer() ? "downloaded a newer image for " : "up to date: ") + e.name());
    }
  }

  private void layer(PullEvent.Layer e) {
    String state =
        switch (e.step()) {
          case ALREADY_EXISTS -> "exists";
          case PULLING, WAITING -> "waiting";
          case DOWNLOADING -> "downloading";
          case VERIFYING -> "verifying";
          case DOWNLOADED -> "downloaded";
          case EXTRACTING -> "extracting";
          case COMPLETE -> "done";
        };
    long current =
        switch (e.step()) {
          case VERIFYING, DOWNLOADED, COMPLETE -> e.total();
          default -> e.current();
        };
    progress.part(e.blob().shortHex(), state, current, e.total());
  }
}
