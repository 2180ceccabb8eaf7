package io.berth.build;

import io.berth.failure.BerthException;
import io.berth.failure.InvalidRequest;
import io.berth.image.Images;
import io.berth.job.JobProgress;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A build's output as a job's log, and its stages as the job's parts. */
final class JobOutput implements BuildOutput {

  private static final int LONGEST_LINE = 8192;

  /** What colours text on a terminal, and what else is no text. */
  private static final Pattern NO_TEXT =
      Pattern.compile("\u001b\\[[0-?]*[ -/]*[@-~]|\u001b\\][^\u0007]*\u0007?|[\\p{Cntrl}&&[^\t]]");

  private final JobProgress progress;
  private final Images.PullListener pulls;
  private final StringBuilder line = new StringBuilder();
  private @Nullable Place failed;

  JobOutput(JobProgress progress, Images.PullListener pulls) {
    this.progress = progress;
    this.pulls = pulls;
  }

  @Override
  public void text(String text) {
    int from = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      line.append(text, from, end);
      tell();
      from = end + 1;
    }
    line.append(text, from, text.length());
    if (line.length() > LONGEST_LINE) {
      tell();
    }
  }

  /** Of what a program wrote over itself, the last is left. */
  private void tell() {
    String all = line.toString().stripTrailing();
    line.setLength(0);
    progress.log(NO_TEXT.matcher(all.substring(all.lastIndexOf('\r') + 1)).replaceAll(""));
  }

  /** Tells what no end of a line has ended. */
  void end() {
    if (!line.isEmpty()) {
      tell();
    }
  }

  @Override
  public void image(String id) {
    // a stage's image is none for people
  }

  @Override
  public Images.PullListener pulls() {
    return pulls;
  }

  @Override
  public void begun(Place place) {
    tell(place, "");
  }

  @Override
  public void done(Place place) {
    tell(place, "done, ");
  }

  private void tell(Place place, String how) {
    String source = place.instruction().lines().findFirst().orElse("");
    progress.part(
        "stage " + place.stage(),
        "%s%d of %d: %s".formatted(how, place.number(), place.of(), shown(source)),
        0,
        0);
  }

  private static String shown(String source) {
    String text = NO_TEXT.matcher(source).replaceAll(" ");
    return text.length() > 100 ? text.substring(0, 100) + " …" : text;
  }

  @Override
  public void failed(Place place) {
    tell(place, "failed, ");
    failed = place;
  }

  /** With the line of the Dockerfile that it is about, where the failure does not say. */
  BerthException located(BerthException failure) {
    Place place = failed;
    String words = String.valueOf(failure.getMessage());
    return place == null || place.line() == 0 || words.startsWith("dockerfile parse error")
        ? failure
        : new InvalidRequest("line %d: %s".formatted(place.line(), words), failure);
  }
}
