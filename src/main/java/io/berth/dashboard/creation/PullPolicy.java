package io.berth.dashboard.creation;

import io.berth.failure.InvalidRequest;
import io.berth.failure.NotFound;
import io.berth.image.Images;

/** Whether an image is pulled before a container is made of it, as {@code docker run --pull}. */
enum PullPolicy {
  MISSING,
  ALWAYS,
  NEVER;

  /**
   * @throws InvalidRequest the form asks for another one
   */
  static PullPolicy of(CreateForm form) {
    return switch (form.word("pull")) {
      case "", "missing" -> MISSING;
      case "always" -> ALWAYS;
      case "never" -> NEVER;
      default -> throw new InvalidRequest("an image is pulled when missing, always or never");
    };
  }

  boolean wants(CreateForm form, Images images) {
    return switch (this) {
      case ALWAYS -> true;
      case NEVER -> false;
      case MISSING -> !isHere(form.word("image"), images);
    };
  }

  private static boolean isHere(String image, Images images) {
    try {
      images.inspect(image);
      return true;
    } catch (NotFound e) {
      return false;
    }
  }
}
