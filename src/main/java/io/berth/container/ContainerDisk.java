package io.berth.container;

import java.util.List;

/** What containers take on disk, those in the bin too. Walks through all they have written. */
public interface ContainerDisk {

  /** One that cannot be measured, as it is being removed, is left out. */
  List<Use> measure();

  /**
   * Bytes on disk.
   *
   * @param writable its writable layer
   * @param root the writable layer and its image's layers
   * @param log what is kept of its output
   */
  record Use(String id, boolean inBin, long writable, long root, long log) {

    public long own() {
      return writable + log;
    }
  }
}
