package io.berth.dashboard;

import io.berth.bin.BinItem;
import java.time.Instant;

/**
 * Something in the bin as pages show it.
 *
 * @param note what else is to be known, or empty
 * @param otherName the name it would come back with when its own is taken, or empty
 */
record BinRow(
    String id,
    String kind,
    String name,
    String note,
    String otherName,
    String by,
    String removed,
    String until,
    String left,
    long bytes,
    String size) {

  static BinRow of(BinItem item, long bytes, Instant now) {
    boolean taken = !item.comesBackAs().equals(item.name());
    return new BinRow(
        item.id(),
        item.kind().word(),
        item.name(),
        item.note(),
        taken ? item.comesBackAs() : "",
        item.stay().by(),
        Units.ago(item.stay().since(), now),
        Moments.whole(item.stay().until()),
        Units.ahead(item.stay().until(), now),
        bytes,
        Units.bytes(bytes));
  }

  /** Public, as templates call no others. */
  public boolean volume() {
    return kind.equals("volume");
  }
}
