package io.berth.build;

import io.berth.dockerfile.Dockerfile;
import io.berth.dockerfile.Expansion;
import io.berth.dockerfile.Instruction;
import io.berth.dockerfile.Stage;
import io.berth.failure.InvalidRequest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** Which stages a target needs, itself among them; the others are not built. */
final class StagePlan {

  private final Dockerfile file;
  private final Arguments arguments;
  private final Map<Integer, Set<Integer>> needs = new ConcurrentHashMap<>();

  StagePlan(Dockerfile file, Arguments arguments) {
    this.file = file;
    this.arguments = arguments;
  }

  /**
   * @param target empty for the last one
   */
  List<Stage> stages(String target) {
    Set<Integer> needed = new TreeSet<>();
    Deque<Stage> todo = new ArrayDeque<>(List.of(target(target)));
    while (!todo.isEmpty()) {
      Stage stage = todo.removeFirst();
      if (needed.add(stage.index())) {
        needs(stage).forEach(index -> todo.add(file.stages().get(index)));
      }
    }
    return needed.stream().map(file.stages()::get).toList();
  }

  /** Numbers of the stages that one begins with or copies from. */
  Set<Integer> needs(Stage stage) {
    return needs.computeIfAbsent(stage.index(), _ -> found(stage));
  }

  private Set<Integer> found(Stage stage) {
    Set<Integer> found = new TreeSet<>();
    base(stage).ifPresent(earlier -> found.add(earlier.index()));
    stage.instructions().stream()
        .filter(Instruction.Copy.class::isInstance)
        .map(Instruction.Copy.class::cast)
        .forEach(copy -> source(stage, copy.from()).ifPresent(from -> found.add(from.index())));
    return found;
  }

  private Stage target(String target) {
    if (target.isEmpty()) {
      return file.stages().getLast();
    }
    return file.stages().stream()
        .filter(stage -> stage.isCalled(target))
        .findFirst()
        .orElseThrow(
            () -> new InvalidRequest("failed to reach build target " + target + " in Dockerfile"));
  }

  /** The image's name that a stage begins with, its variables replaced. */
  String baseName(Stage stage) {
    String name = new Expansion(file.escape(), arguments::global).word(stage.base());
    if (name.isEmpty()) {
      throw new InvalidRequest("base name (" + stage.base() + ") should not be blank");
    }
    return name;
  }

  /** Empty when the stage begins with an image. */
  Optional<Stage> base(Stage stage) {
    String name = baseName(stage);
    return file.stages().stream()
        .limit(stage.index())
        .filter(earlier -> !earlier.name().isEmpty() && earlier.name().equalsIgnoreCase(name))
        .reduce((_, later) -> later);
  }

  /**
   * The earlier stage that {@code --from} means; empty for an image.
   *
   * @throws InvalidRequest a number that is no earlier stage's
   */
  Optional<Stage> source(Stage stage, String from) {
    if (from.isEmpty()) {
      return Optional.empty();
    }
    Optional<Stage> found =
        file.stages().stream()
            .limit(stage.index())
            .filter(earlier -> earlier.isCalled(from))
            .reduce((_, later) -> later);
    if (found.isEmpty() && from.matches("\\d{1,9}")) {
      throw new InvalidRequest(
          "invalid from flag value %s: invalid stage index: it names no earlier stage"
              .formatted(from));
    }
    return found;
  }
}
