package io.berth.keeper.wire;

/** What came is no message of this protocol. */
public final class BadMessage extends RuntimeException {

  private static final long serialVersionUID = 1L;

  BadMessage(String message) {
    super(message);
  }
}
