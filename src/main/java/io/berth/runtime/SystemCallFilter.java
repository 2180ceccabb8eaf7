package io.berth.runtime;

import io.berth.failure.InvalidRequest;
import io.berth.linux.Capabilities;
import io.berth.linux.SeccompFilter;

/** Chooses the system-call filter of a process. */
final class SystemCallFilter {

  private SystemCallFilter() {}

  /** What loads the filter into the calling thread, without loading classes. */
  static Runnable of(ProcessSpec spec) {
    if (spec.privileged()) {
      return () -> {};
    }
    return switch (spec.seccomp()) {
      case "unconfined" -> () -> {};
      case "default", "" -> SeccompFilter.of(Capabilities.bits(spec.capabilities()))::load;
      default -> throw new InvalidRequest("unknown seccomp profile: \"" + spec.seccomp() + "\"");
    };
  }
}
