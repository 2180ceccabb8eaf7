package io.berth.why;

import io.berth.container.Signals;

/** What exit codes commonly mean when nothing else is known of the end. */
final class ExitCodes {

  private static final String READ_LOG =
      "Read the last lines of its log: they often name the cause.";
  private static final String READ_MANUAL =
      "Look the code up in the program's manual; each program chooses its own.";

  private ExitCodes() {}

  static Verdict of(End end) {
    return switch (end.code()) {
      case 0 -> finished();
      case 126 ->
          Verdict.of(
              "It called a command that cannot be executed",
              "It ran and ended by itself with exit code 126: a shell's word for a command that is"
                  + " there but cannot be executed.",
              READ_LOG,
              "Make the file executable: chmod +x.");
      case 127 ->
          Verdict.of(
              "It called a command that is not in the image",
              "It ran and ended by itself with exit code 127: a shell's word for a command that was"
                  + " not found.",
              READ_LOG,
              "Install the command in the image, or correct its name.");
      case 137 -> killedFromElsewhere();
      case 255 ->
          Verdict.of(
              "It failed with exit code 255",
              "It ended by itself with exit code 255, which many programs return for a failure of"
                  + " any kind (-1).",
              READ_LOG,
              READ_MANUAL);
      default -> end.signal() == 0 ? failed(end.code()) : signalled(end);
    };
  }

  private static Verdict finished() {
    return Verdict.of(
        "It finished its work",
        "Its program ended by itself with exit code 0, which means success. A container lasts as"
            + " long as its first process.",
        "Nothing is wrong if it had one thing to do.",
        "If it should go on running, its command must stay in the foreground: a shell without a"
            + " terminal (-it) and programs that go to the background end at once.");
  }

  private static Verdict failed(int code) {
    String meaning =
        switch (code) {
          case 1 -> "the common code for a failure of any kind";
          case 2 -> "often the code for wrong arguments or a mistake in a script";
          default -> "a code of the program's own choice for a failure";
        };
    return Verdict.of(
        "It failed with exit code " + code,
        "Its program ended by itself with exit code %d: %s.".formatted(code, meaning),
        READ_LOG,
        code == 1 ? "Check its arguments, environment and mounts." : READ_MANUAL);
  }

  private static Verdict killedFromElsewhere() {
    return Verdict.of(
        "Killed, but not through this engine",
        "It ended by SIGKILL, and nobody asked the engine for that. A process in the container, an"
            + " administrator of the host or the host's own out-of-memory killer can send it.",
        "Look into the host's journal for that time: journalctl -k",
        READ_LOG);
  }

  private static Verdict signalled(End end) {
    int number = end.signal();
    String name = Signals.name(number);
    return switch (name) {
      case "SIGSEGV" -> crashed(name, "it used memory that is not its own (a segmentation fault)");
      case "SIGABRT" -> crashed(name, "it found something wrong in itself and gave up (abort)");
      case "SIGBUS" -> crashed(name, "it used memory in a way the hardware refuses (a bus error)");
      case "SIGFPE" -> crashed(name, "it calculated what cannot be, such as a division by zero");
      case "SIGILL" ->
          crashed(name, "it has an instruction that this host's processor does not know");
      case "SIGSYS" -> crashed(name, "it made a system call that the engine's filter forbids");
      case "SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT" ->
          Verdict.of(
              "Ended by " + name,
              "Something asked it to end by %s, and nobody asked the engine for that: a process in"
                      .formatted(name)
                  + " the container or an administrator of the host can send it.",
              READ_LOG);
      default ->
          Verdict.of(
              "Ended by " + name,
              "Exit code %d stands for an end by signal %d, %s."
                  .formatted(end.code(), number, name),
              READ_LOG);
    };
  }

  private static Verdict crashed(String signal, String what) {
    return Verdict.of(
        "The program crashed",
        "It ended by %s: %s. That is a fault in the program or in a library it uses."
            .formatted(signal, what),
        READ_LOG,
        "Try a newer version of the image, and make sure that it is built for this host's"
            + " processor.");
  }
}
