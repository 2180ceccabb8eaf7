package io.berth.runtime;

import io.berth.testing.PlainLaunch;
import java.util.List;
import java.util.Set;

/** Variations of {@link Box#process}. */
final class Processes {

  private Processes() {}

  static ProcessSpec stdin(String... args) {
    return of(args, "", "/", false, true, false);
  }

  static ProcessSpec terminal(String... args) {
    return of(args, "", "/", true, true, false);
  }

  static ProcessSpec as(String user, String... args) {
    return of(args, user, "/", false, false, false);
  }

  static ProcessSpec in(String cwd, String... args) {
    return of(args, "", cwd, false, false, false);
  }

  static ProcessSpec privileged(String... args) {
    return of(args, "", "/", false, false, true);
  }

  private static ProcessSpec of(
      String[] args, String user, String cwd, boolean tty, boolean stdin, boolean privileged) {
    ProcessSpec p = PlainLaunch.process(args);
    return new ProcessSpec(
        p.args(),
        p.env(),
        cwd,
        user,
        List.of(),
        privileged ? Set.of() : p.capabilities(),
        privileged,
        false,
        "default",
        tty,
        stdin,
        false,
        new ProcessSpec.WindowSize(24, 80),
        List.of());
  }
}
