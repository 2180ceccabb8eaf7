package io.berth.container;

import io.berth.bin.BinItem;
import io.berth.bin.Compartment;
import java.util.Optional;

/** Containers in the bin: what they wrote, their settings and their logs stay as they were. */
public interface ContainerBin extends Compartment {

  /**
   * Moves a container into the bin.
   *
   * @param volumes whether its volumes without a name go there, too
   * @return empty when it is removed for good: the bin is off, or it was made to be removed at its
   *     end
   */
  Optional<BinItem> bin(String ref, boolean force, boolean volumes);
}
