package io.berth.failure;

import org.jspecify.annotations.Nullable;

/**
 * A failure that a caller can be told about. The message is lower case, names the object and says
 * what is wrong in words that may be shown to the person who asked.
 */
public abstract sealed class BerthException extends RuntimeException
    permits CannotExecute,
        Conflict,
        Forbidden,
        InvalidRequest,
        KernelRefused,
        NotFound,
        NotModified,
        Unavailable,
        Unsupported {

  private static final long serialVersionUID = 1L;

  protected BerthException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
