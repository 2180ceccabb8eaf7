package io.berth.bin;

import java.util.Locale;

/**
 * Something in the bin.
 *
 * @param id of the stay, unique among all kinds
 * @param name it had
 * @param comesBackAs the name it would get now: another one when its own is taken
 * @param note what else people should know of it, or empty
 */
public record BinItem(
    Kind kind, String id, String name, String comesBackAs, Stay stay, String note) {

  public enum Kind {
    CONTAINER,
    VOLUME,
    IMAGE;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
