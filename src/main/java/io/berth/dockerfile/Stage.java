package io.berth.dockerfile;

import java.util.List;

/**
 * What begins with a FROM.
 *
 * @param line of the FROM in the file, from 1 on
 * @param source the FROM line as it stands
 * @param base an image, an earlier stage or {@code scratch}; variables in it not replaced
 * @param name lower case; empty for none
 * @param platform empty for none; variables in it not replaced
 * @param lines where each instruction begins
 */
public record Stage(
    int index,
    int line,
    String source,
    String base,
    String name,
    String platform,
    List<Instruction> instructions,
    List<Integer> lines) {

  public Stage {
    instructions = List.copyOf(instructions);
    lines = List.copyOf(lines);
  }

  /** Whether {@code --from} or {@code --target} mean this stage. */
  public boolean isCalled(String reference) {
    return !name.isEmpty() && name.equalsIgnoreCase(reference)
        || Integer.toString(index).equals(reference);
  }
}
