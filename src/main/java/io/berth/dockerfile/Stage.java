package io.berth.dockerfile;

import java.util.List;

/**
 * What begins with a FROM.
 *
 * @param source the FROM line as it stands
 * @param base an image, an earlier stage or {@code scratch}; variables in it not replaced
 * @param name lower case; empty for none
 * @param platform empty for none; variables in it not replaced
 */
public record Stage(
    int index,
    String source,
    String base,
    String name,
    String platform,
    List<Instruction> instructions) {

  public Stage {
    instructions = List.copyOf(instructions);
  }

  /** Whether {@code --from} or {@code --target} mean this stage. */
  public boolean isCalled(String reference) {
    return !name.isEmpty() && name.equalsIgnoreCase(reference)
        || Integer.toString(index).equals(reference);
  }
}
