package io.berth.image;

import io.berth.image.ImageFiles.FileInfo;
import io.berth.image.ImageFiles.ImageName;
import io.berth.image.ImageFiles.LayerInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the second of two images differs from the first.
 *
 * @param sharedBytes unpacked bytes of the layers that both have
 * @param settings only those that differ
 * @param packages only those that differ
 */
public record ImageComparison(
    ImageName first,
    ImageName second,
    long firstSize,
    long secondSize,
    long sharedBytes,
    List<LayerPair> layers,
    List<Setting> settings,
    Packages packages,
    Files files) {

  /**
   * Layers side by side.
   *
   * @param shared whether both are the same
   */
  public record LayerPair(@Nullable LayerInfo first, @Nullable LayerInfo second, boolean shared) {}

  /**
   * One part of the configuration.
   *
   * @param key of an environment variable or label, otherwise empty
   * @param first null when the first image does not have it
   */
  public record Setting(String name, String key, @Nullable String first, @Nullable String second) {}

  /**
   * @param known whether both images have a database that could be read
   * @param note what could not be read, or empty
   */
  public record Packages(boolean known, String note, List<PackageChange> changes) {}

  /**
   * @param first its version; null when the first image does not have it
   */
  public record PackageChange(String name, @Nullable String first, @Nullable String second) {}

  /**
   * @param total how many differ; {@code changes} may be fewer
   * @param complete false when the images were too large to look at all of them
   */
  public record Files(
      long total, long addedBytes, long removedBytes, boolean complete, List<FileChange> changes) {}

  /**
   * @param change {@code added}, {@code removed} or {@code changed}
   * @param what of a changed file differs, such as {@code content, owner}
   */
  public record FileChange(
      String path,
      String change,
      String what,
      @Nullable FileInfo first,
      @Nullable FileInfo second) {}
}
