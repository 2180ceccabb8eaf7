package io.berth.build;

import io.berth.container.ContainerConfig;
import io.berth.container.Containers;
import io.berth.container.Containers.AttachRequest;
import io.berth.container.Containers.Attachment;
import io.berth.container.Containers.CreateRequest;
import io.berth.container.Containers.Created;
import io.berth.container.Containers.WaitCondition;
import io.berth.failure.NotFound;
import io.berth.failure.Unavailable;
import io.berth.image.Images.LayerContent;
import io.berth.log.Utf8Pieces;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** RUN: a container of the image so far, which is removed unless somebody wants to look at it. */
final class RunStep implements AutoCloseable {

  private static final List<String> NO_PROBE = List.of("NONE");

  private final Containers containers;
  private final BuildRequest request;
  private final BuildOutput output;
  private final String id;
  private boolean keep;

  /**
   * Makes the container.
   *
   * @param build names it as that build's, so that it goes even when the engine dies meanwhile
   * @param team whose it is, by label
   */
  RunStep(
      Containers containers,
      BuildRequest request,
      BuildOutput output,
      String build,
      Map<String, String> team,
      ContainerConfig config)
      throws IOException {
    this.containers = containers;
    this.request = request;
    this.output = output;
    Map<String, String> labels = new HashMap<>(team);
    labels.put(BuildLeftovers.LABEL, build);
    Created created =
        containers.create(
            new CreateRequest(null, config.withLabels(labels), request.host(), Map.of(), null));
    this.id = created.id();
    try {
      for (String warning : created.warnings()) {
        output.text(" ---> [Warning] " + warning + "\n");
      }
      output.text(" ---> Running in " + shortId() + "\n");
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /**
   * @param image the one so far
   * @param environment what the image's own does not have
   */
  static ContainerConfig config(String image, List<String> command, List<String> environment) {
    return new ContainerConfig(
        "",
        "",
        "",
        false,
        true,
        true,
        Map.of(),
        false,
        false,
        false,
        environment,
        command,
        new ContainerConfig.Healthcheck(NO_PROBE, 0L, 0L, 0L, 0L, 0),
        false,
        image,
        Map.of(),
        "",
        List.of(""),
        false,
        "",
        null,
        Map.of(),
        "",
        null,
        List.of());
  }

  private String shortId() {
    return id.substring(0, 12);
  }

  /** Runs it to its end. Returns its exit status. */
  int run() throws IOException, InterruptedException {
    Utf8Pieces text = new Utf8Pieces();
    try (Attachment attachment =
        containers.attach(id, new AttachRequest(false, true, true, false, true, null))) {
      containers.start(id);
      attachment.run(null, (_, bytes, offset, length) -> say(text.next(bytes, offset, length)));
      say(text.end());
      int status = containers.waitFor(id, WaitCondition.NOT_RUNNING).get().statusCode();
      keep = status != 0 && !request.forceRemove();
      return status;
    } catch (ExecutionException e) {
      throw new Unavailable("cannot wait for container " + id, e);
    }
  }

  /**
   * What it has changed.
   *
   * @param latest the time of files that are younger
   */
  LayerContent written(Instant latest) {
    return containers.layer(id, latest);
  }

  private void say(String words) throws IOException {
    if (!words.isEmpty()) {
      output.text(words);
    }
  }

  /** Removes it after a successful step, and says so. */
  void done() throws IOException {
    if (request.removeContainers()) {
      close();
      output.text("Removing intermediate container " + shortId() + "\n");
    }
    keep = true;
  }

  /** Removes it, whatever it does, unless it is to be kept. */
  @Override
  public void close() {
    if (keep) {
      return;
    }
    // whoever ends the build by an interrupt wants the container to go all the same
    boolean interrupted = Thread.interrupted();
    try {
      containers.remove(id, true, true);
    } catch (NotFound e) {
      // somebody else has removed it
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
