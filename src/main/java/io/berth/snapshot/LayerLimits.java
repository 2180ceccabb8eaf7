package io.berth.snapshot;

/**
 * What one layer may cost, so that a small archive cannot fill the disk.
 *
 * @param bytes unpacked archive
 * @param entries files, directories, links and nodes
 * @param ratio unpacked to packed bytes, looked at once {@code ratioFrom} bytes are unpacked
 * @param depth directories within directories
 */
public record LayerLimits(long bytes, long entries, long ratio, long ratioFrom, int depth) {

  public static final LayerLimits DEFAULT =
      new LayerLimits(128L << 30, 5_000_000, 250, 1L << 30, 512);
}
