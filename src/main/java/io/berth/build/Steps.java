package io.berth.build;

import io.berth.image.Images;
import io.berth.image.Images.BuildStep;
import io.berth.image.Images.LayerContent;
import io.berth.oci.Platform;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The images that one stage's steps make, one of the other. A step that was done before is found;
 * once one is not, neither is any after it. Used by one thread.
 */
final class Steps {

  private static final int ID_LENGTH = 12;

  private final Images.Building building;
  private final Turns turns;
  private final BuildOutput output;
  private final Draft draft;
  private final Platform platform;
  private final @Nullable Instant epoch;
  private boolean useCache;
  private String image;
  private String author = "";

  /** Does what a step is about, and lets an image be made of it. Returns that image's id. */
  @FunctionalInterface
  interface Work {
    String image(Maker maker) throws IOException, InterruptedException;
  }

  /** Makes an image of a layer on top of the one so far. */
  @FunctionalInterface
  interface Maker {
    String make(@Nullable LayerContent layer) throws InterruptedException;
  }

  /**
   * @param image which the stage begins with; empty for none
   * @param epoch the time of all that is made; null for now
   */
  Steps(
      Images.Building building,
      Turns turns,
      BuildOutput output,
      Draft draft,
      String image,
      Platform platform,
      @Nullable Instant epoch,
      boolean useCache) {
    this.building = building;
    this.turns = turns;
    this.output = output;
    this.draft = draft;
    this.image = image;
    this.platform = platform;
    this.epoch = epoch;
    this.useCache = useCache;
  }

  /** The image so far; empty for none. */
  String image() {
    return image;
  }

  void author(String name) {
    author = name;
  }

  /** A step that changes what the image says, and no file. */
  void note(String comment) throws IOException, InterruptedException {
    step(shell("#(nop) ", comment), maker -> maker.make(null));
  }

  /** The words before a comment are the shell's, as if it had been run. */
  String shell(String... words) {
    List<String> line = new ArrayList<>(draft.shellOrDefault());
    line.addAll(List.of(words));
    return String.join(" ", line);
  }

  /**
   * @param createdBy tells it from others with the same outcome
   */
  void step(String createdBy, Work work) throws IOException, InterruptedException {
    Instant created = epoch == null ? Instant.now() : epoch;
    BuildStep step = new BuildStep(image, platform, draft.execution(), createdBy, author, created);
    if (!useCache) {
      make(step, work);
      return;
    }
    try (Turns.Turn _ = turns.take(List.of(image, step.execution(), createdBy, author))) {
      String made = building.made(step).orElse(null);
      if (made != null) {
        output.text(" ---> Using cache\n");
        image = made;
        return;
      }
      make(step, work);
      useCache = false;
    }
  }

  private void make(BuildStep step, Work work) throws IOException, InterruptedException {
    image = work.image(layer -> building.make(step, layer));
  }

  /** As people are shown it. */
  static String shortId(String image) {
    String hex = image.substring(image.indexOf(':') + 1);
    return hex.substring(0, Math.min(ID_LENGTH, hex.length()));
  }
}
