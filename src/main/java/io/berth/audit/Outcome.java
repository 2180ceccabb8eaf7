package io.berth.audit;

import io.berth.failure.BerthException;
import io.berth.failure.InvalidRequest;
import io.berth.failure.NotModified;

/** For answers that fail after their begin, when no status can tell it any more. */
public final class Outcome {

  private Outcome() {}

  /** Notes the failure on the request that this thread works for. */
  public static void failed(Throwable failure) {
    Passage passage = Passage.current();
    if (passage != null) {
      passage.error = words(failure);
    }
  }

  /** Without what quotes the request, which may hold secrets. */
  static String words(Throwable failure) {
    return switch (failure) {
      case NotModified _ -> ""; // it is as it was to be
      case InvalidRequest _ -> "the request was not valid";
      case BerthException told -> told.getMessage();
      default -> "internal error";
    };
  }
}
