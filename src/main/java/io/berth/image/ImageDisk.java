package io.berth.image;

/** What images take on disk. Walks through layers that it has not measured before. */
public interface ImageDisk {

  Use measure();

  /**
   * Bytes on disk; each layer is counted once.
   *
   * @param layers of images that people see or containers use
   * @param shared those of {@code layers} that several images have
   * @param unused those of {@code layers} that no container needs
   * @param binned layers that only the bin needs
   * @param archives layers as they were downloaded, for pushes and saves
   */
  record Use(long layers, long shared, long unused, long binned, long archives) {}
}
