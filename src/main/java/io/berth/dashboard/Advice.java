package io.berth.dashboard;

import io.berth.failure.BerthException;
import io.berth.failure.Conflict;
import io.berth.failure.Forbidden;
import io.berth.failure.NotFound;
import io.berth.failure.Unavailable;

/** What a person can do about a failure of a container, after the engine's own words. */
public final class Advice {

  private Advice() {}

  public static String with(BerthException failure) {
    String advice = of(failure);
    return advice.isEmpty() ? failure.getMessage() : failure.getMessage() + ". " + advice;
  }

  private static String of(BerthException failure) {
    String words = failure.getMessage();
    if (words.contains("already allocated") || words.contains("address already in use")) {
      return "Something else has this port: stop it, or publish another port";
    }
    if (words.contains("The container name")) {
      return "Choose another name, or rename or remove the container that has it";
    }
    return switch (failure) {
      case NotFound e when e.getMessage().startsWith("No such image") ->
          "Pull it first, under Images or with docker pull";
      case NotFound e when e.getMessage().startsWith("No such container") ->
          "Somebody has removed it: reload the list";
      case Conflict e when e.getMessage().contains("is not running") -> "Start it first";
      case Forbidden _ -> "Ask an administrator";
      case Unavailable _ -> "The engine's log says more; then try again";
      default -> "";
    };
  }
}
