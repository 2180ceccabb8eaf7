package io.berth.volume;

import io.berth.bin.BinItem;
import io.berth.bin.Compartment;
import java.nio.file.Path;
import java.util.Optional;

/** Volumes in the bin. They keep their folder, and nobody else gets it. */
public interface VolumeBin extends Compartment {

  /**
   * Moves a volume into the bin.
   *
   * @return empty when the bin is off: then it is removed for good
   * @throws io.berth.failure.Conflict a container uses it
   */
  Optional<BinItem> bin(String name);

  /** What lies in this folder, when it is in the bin. */
  Optional<BinItem> at(Path mountpoint);
}
