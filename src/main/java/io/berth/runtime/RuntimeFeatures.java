package io.berth.runtime;

import java.util.List;

/**
 * @param cgroupVersion 1 or 2
 * @param cgroupControllers controllers that limits can be set with, such as {@code memory}
 * @param seccomp whether the default system-call filter can be loaded
 * @param warnings one sentence for each missing feature, naming it and what does not work without
 */
public record RuntimeFeatures(
    int cgroupVersion, List<String> cgroupControllers, boolean seccomp, List<String> warnings) {
  public RuntimeFeatures {
    cgroupControllers = List.copyOf(cgroupControllers);
    warnings = List.copyOf(warnings);
  }
}
