package io.berth.failure;

import org.jspecify.annotations.Nullable;

/** Something outside the request is missing or busy: a registry, a port, the disk. */
public final class Unavailable extends BerthException {

  private static final long serialVersionUID = 1L;

  public Unavailable(String message) {
    this(message, null);
  }

  public Unavailable(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
