package io.berth.dashboard;

import io.berth.image.ImageFiles.ImageName;
import io.berth.image.ImageFiles.LayerInfo;
import io.berth.image.ImageFiles.Waste;
import java.util.List;

/**
 * One layer of an image, the base first.
 *
 * @param percent of the whole image, for the bar
 * @param instruction what made it, or empty when the image does not say
 * @param wasted bytes that layers above hide, or empty for none
 */
record LayerRow(
    int number,
    String shortId,
    String diffId,
    String blob,
    String size,
    String packed,
    int percent,
    String instruction,
    String wasted,
    List<ImageName> sharedWith) {

  static LayerRow of(LayerInfo layer, Waste waste, long imageSize) {
    return new LayerRow(
        layer.number(),
        Units.shortId(layer.diffId()),
        layer.diffId(),
        layer.blob(),
        Units.bytes(layer.size()),
        Units.bytes(layer.blobSize()),
        imageSize == 0 ? 0 : (int) (100 * layer.size() / imageSize),
        layer.instruction(),
        wasted(waste),
        layer.sharedWith());
  }

  static String wasted(Waste waste) {
    if (waste.files() == 0) {
      return waste.complete() ? "" : "not counted: the layer is very large";
    }
    return "%s%s in %d %s"
        .formatted(
            waste.complete() ? "" : "at least ",
            Units.bytes(waste.bytes()),
            waste.files(),
            waste.files() == 1 ? "file" : "files");
  }
}
