package io.berth.keeper.wire;

/** The first byte of a value. */
final class Tag {

  static final int NOTHING = 0;
  static final int FALSE = 1;
  static final int TRUE = 2;
  static final int NUMBER = 3;
  static final int TEXT = 4;
  static final int LIST = 5;
  static final int RECORD = 6;

  private Tag() {}
}
