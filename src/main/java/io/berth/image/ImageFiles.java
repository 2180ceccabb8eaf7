package io.berth.image;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is inside images, read from their unpacked layers, and how two images differ. Layers are
 * numbered from 1, the base first. Names of files are shown with everything percent-encoded that is
 * no printable UTF-8; such a path can be given back. A {@code ref} is one of {@link Images}.
 */
public interface ImageFiles {

  int MOST_ENTRIES = 1000;

  List<LayerInfo> layers(String ref);

  /** The instructions that made the image, the first one first. */
  List<Instruction> instructions(String ref);

  /**
   * A directory of one layer, from its root {@code ""} on.
   *
   * @param after the shown name after which to go on, or empty
   * @param limit at most {@link #MOST_ENTRIES}
   */
  Folder folder(String ref, int layer, String path, String after, int limit);

  Waste waste(String ref, int layer);

  ImageComparison compare(String first, String second);

  /**
   * @param instruction what made it, or empty when the image does not say
   * @param size unpacked bytes
   * @param blobSize bytes as the registry has it
   * @param sharedWith other images that have the layer too
   */
  record LayerInfo(
      int number,
      String diffId,
      String blob,
      String mediaType,
      long size,
      long blobSize,
      String instruction,
      String created,
      List<ImageName> sharedWith) {}

  /**
   * @param layer the number of the layer that it made, or 0 when it made none
   * @param size of that layer, unpacked
   */
  record Instruction(
      String createdBy, String created, String author, String comment, int layer, long size) {}

  /**
   * @param name a tag, or the short id of an image without one
   */
  record ImageName(String id, String name) {}

  /**
   * @param hiddenBy the layer above that hides all of it, or 0
   * @param next the name after which to go on, or null at the end
   */
  record Folder(
      int layer, String path, List<FileEntry> entries, int hiddenBy, @Nullable String next) {}

  /**
   * @param change {@code added}, {@code changed} or {@code deleted}, against the layers below
   * @param file the layer's, or what it deleted
   * @param hiddenBy the first layer above that replaces or deletes it, or 0
   */
  record FileEntry(String name, String path, String change, FileInfo file, int hiddenBy) {}

  /**
   * @param kind {@code file}, {@code directory}, {@code link}, {@code device}, {@code fifo} or
   *     {@code socket}
   * @param mode such as {@code rwxr-xr-x}
   * @param target of a link
   * @param device such as {@code c 1:3}
   */
  record FileInfo(
      String kind, long size, String mode, int uid, int gid, String target, String device) {}

  /**
   * Bytes of a layer that layers above hide.
   *
   * @param complete false when the layer was too large to look at all of it
   * @param largest the largest such files only
   */
  record Waste(int layer, long bytes, long files, boolean complete, List<WastedFile> largest) {}

  /**
   * @param hiddenBy the layer above that replaces or deletes it
   */
  record WastedFile(String path, long size, int hiddenBy) {}
}
