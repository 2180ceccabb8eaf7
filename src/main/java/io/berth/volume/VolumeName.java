package io.berth.volume;

import io.berth.failure.InvalidRequest;
import java.util.regex.Pattern;

/** The grammar of a volume's name. */
public final class VolumeName {

  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{1,254}");

  private VolumeName() {}

  /**
   * The name itself.
   *
   * @throws InvalidRequest it has other characters, or too few or many
   */
  public static String checked(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new InvalidRequest(
          "create "
              + name
              + ": \""
              + name
              + "\" includes invalid characters for a local volume name, only"
              + " \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed. If you intended to pass a host"
              + " directory, use absolute path");
    }
    return name;
  }
}
