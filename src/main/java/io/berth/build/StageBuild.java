package io.berth.build;

import io.berth.build.BuildOutput.Place;
import io.berth.dockerfile.Instruction;
import io.berth.dockerfile.Stage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One stage from its FROM to its image. Used by one thread. */
final class StageBuild {

  private final Stage stage;
  private final Map<String, String> labels;
  private final StageTelling.Voice voice;
  private final int before;
  private final int total;
  private int number;
  private Place place;

  /**
   * @param labels that the request adds
   * @param before how many steps come earlier in the file
   * @param total of the build
   */
  StageBuild(
      Stage stage, Map<String, String> labels, StageTelling.Voice voice, int before, int total) {
    this.stage = stage;
    this.labels = new TreeMap<>(labels);
    this.voice = voice;
    this.before = before;
    this.total = total;
    this.place = at(stage.line(), stage.source());
  }

  StageTelling.Voice voice() {
    return voice;
  }

  static int steps(Stage stage) {
    return 1 + stage.instructions().size();
  }

  /** The instruction that it follows, or has followed last. */
  Place place() {
    return place;
  }

  /** Begins the stage; says of what it is made. */
  void begin() throws IOException {
    announce(stage.line(), stage.source());
  }

  /** Follows all after the FROM. */
  void follow(StageRun run, Steps steps) throws IOException, InterruptedException {
    arrived(steps);
    triggers(run, steps);
    for (int i = 0; i < stage.instructions().size(); i++) {
      Instruction instruction = stage.instructions().get(i);
      announce(stage.lines().get(i), instruction.source());
      run.follow(instruction);
      arrived(steps);
    }
    for (Map.Entry<String, String> label : labels.entrySet()) {
      announce(0, "LABEL " + label.getKey() + "=" + label.getValue());
      run.label(label.getKey(), label.getValue());
      arrived(steps);
    }
  }

  private void triggers(StageRun run, Steps steps) throws IOException, InterruptedException {
    List<Instruction> triggers = run.triggers();
    if (triggers.isEmpty()) {
      return;
    }
    voice.text(
        "# Executing %d build trigger%s\n"
            .formatted(triggers.size(), triggers.size() > 1 ? "s" : ""));
    for (Instruction trigger : triggers) {
      run.follow(trigger);
    }
    arrived(steps);
  }

  private Place at(int line, String source) {
    String name = stage.name().isEmpty() ? Integer.toString(stage.index()) : stage.name();
    return new Place(name, line, source, number, steps(stage) + labels.size());
  }

  private void announce(int line, String source) throws IOException {
    number++;
    place = at(line, source);
    voice.begun(place);
    voice.text("Step %d/%d : %s\n".formatted(before + number, total, source));
  }

  private void arrived(Steps steps) throws IOException, InterruptedException {
    voice.text(" ---> " + Steps.shortId(steps.image()) + "\n");
    if (Thread.interrupted()) {
      throw new InterruptedException("the build was cancelled");
    }
  }
}
