package io.berth.failure;

import org.jspecify.annotations.Nullable;

/** The request itself is wrong: a malformed body, a bad name, an unknown value. */
public final class InvalidRequest extends BerthException {

  private static final long serialVersionUID = 1L;

  public InvalidRequest(String message) {
    this(message, null);
  }

  public InvalidRequest(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
