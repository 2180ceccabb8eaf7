package io.berth.keeper.wire;

import io.berth.failure.BerthException;
import io.berth.failure.CannotExecute;
import io.berth.failure.Conflict;
import io.berth.failure.Forbidden;
import io.berth.failure.InvalidRequest;
import io.berth.failure.KernelRefused;
import io.berth.failure.NotFound;
import io.berth.failure.NotModified;
import io.berth.failure.Unavailable;
import io.berth.failure.Unsupported;
import io.berth.keeper.wire.Message.Failed;

/** Failures on their way to the other side, where they are the same ones again. */
public final class Failures {

  private Failures() {}

  public static Failed told(long call, RuntimeException failure) {
    return switch (failure) {
      case CannotExecute e -> failed(call, e, e.exitCode(), "");
      case KernelRefused e -> failed(call, e, e.errno(), e.call());
      case BerthException e -> failed(call, e, 0, "");
      default -> new Failed(call, "Unavailable", "the keeper failed: " + failure, 0, "");
    };
  }

  private static Failed failed(long call, BerthException failure, int number, String systemCall) {
    String kind = failure.getClass().getSimpleName();
    return new Failed(call, kind, failure.getMessage(), number, systemCall);
  }

  public static BerthException heard(Failed failed) {
    String message = failed.message();
    return switch (failed.kind()) {
      case "CannotExecute" -> new CannotExecute(failed.number(), message);
      case "Conflict" -> new Conflict(message);
      case "Forbidden" -> new Forbidden(message);
      case "InvalidRequest" -> new InvalidRequest(message);
      case "KernelRefused" -> refused(failed);
      case "NotFound" -> new NotFound(message);
      case "NotModified" -> new NotModified(message);
      case "Unsupported" -> new Unsupported(message);
      default -> new Unavailable(message);
    };
  }

  /** Its message is the call, what it was done to, a colon and the reason. */
  private static KernelRefused refused(Failed failed) {
    String rest = failed.message().substring(failed.systemCall().length() + 1);
    int colon = rest.lastIndexOf(": ");
    return new KernelRefused(
        failed.systemCall(), rest.substring(0, colon), failed.number(), rest.substring(colon + 2));
  }
}
