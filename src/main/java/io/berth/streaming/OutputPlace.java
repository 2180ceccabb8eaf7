package io.berth.streaming;

import org.jspecify.annotations.Nullable;

/**
 * How far a browser has seen a terminal's output.
 *
 * @param outputId empty when it has seen nothing
 */
record OutputPlace(String outputId, long place) {

  static final OutputPlace NONE = new OutputPlace("", 0);

  /** From ID.PLACE; nothing seen when it is something else. */
  static OutputPlace parse(@Nullable String text) {
    int dot = text == null ? -1 : text.indexOf('.');
    if (text == null || dot <= 0) {
      return NONE;
    }
    try {
      return new OutputPlace(
          text.substring(0, dot), Long.parseLong(text, dot + 1, text.length(), 10));
    } catch (NumberFormatException e) {
      return NONE;
    }
  }

  boolean isNone() {
    return outputId.isEmpty();
  }
}
