package io.berth.why;

/** A start that failed before the program's first instruction. */
final class FailedStart {

  private FailedStart() {}

  static Verdict of(End end) {
    return switch (end.code()) {
      case 127 -> notFound(end);
      case 126 -> notExecutable(end);
      default ->
          Verdict.of(
              "The container could not be started",
              "Nothing of it ran: " + end.state().error() + ".",
              "The message above names what is in the way, such as a port that is in use or a file"
                  + " that is missing. Put it right, then start the container again.");
    };
  }

  private static Verdict notFound(End end) {
    return Verdict.of(
        "The command was not found in the image",
        "There is no program %s in the image %s: %s."
            .formatted(end.program(), end.image(), end.state().error()),
        "Check the spelling of the command; without a slash it is searched in the image's PATH.",
        "Look what the image has: docker run --rm -it --entrypoint sh " + end.image(),
        "If the file is there, the interpreter in its first line (#!) or the loader it needs may be"
            + " missing.");
  }

  private static Verdict notExecutable(End end) {
    return Verdict.of(
        "The command could not be executed",
        "The image %s has %s, but it cannot be executed: %s."
            .formatted(end.image(), end.program(), end.state().error()),
        "Make the file executable where the image is built: chmod +x.",
        "Make sure that it is a program and no folder, and built for this host's processor.");
  }
}
