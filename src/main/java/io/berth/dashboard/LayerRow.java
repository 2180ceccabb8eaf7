package io.berth.dashboard;

import io.berth.image.ImageView;
import io.berth.image.ImageView.LayerView;
import io.berth.image.Images.HistoryEntry;
import java.util.ArrayList;
import java.util.List;

/**
 * One layer of an image, the base first.
 *
 * @param percent of the whole image, for the bar
 * @param createdBy the instruction that made it, or empty when the image does not say
 */
record LayerRow(int number, String shortId, String size, int percent, String createdBy) {

  /**
   * @param history newest first, as the image service gives it; entries without content have no
   *     layer of their own
   */
  static List<LayerRow> of(ImageView image, List<HistoryEntry> history) {
    var instructions =
        history.reversed().stream()
            .filter(entry -> history.size() == image.layers().size() || entry.size() > 0)
            .map(HistoryEntry::createdBy)
            .toList();
    boolean matches = instructions.size() == image.layers().size();
    var rows = new ArrayList<LayerRow>();
    for (LayerView layer : image.layers()) {
      int index = rows.size();
      rows.add(
          new LayerRow(
              index + 1,
              Units.shortId(layer.diffId().toString()),
              Units.bytes(layer.size()),
              image.size() == 0 ? 0 : (int) (100 * layer.size() / image.size()),
              matches ? instructions.get(index) : ""));
    }
    return rows;
  }
}
