package io.berth.bin;

import java.util.List;

/**
 * Where the removed things of one kind wait. Their room hides them from everything else. Unknown
 * ids are {@link io.berth.failure.NotFound}. Thread-safe.
 */
public interface Compartment {

  List<BinItem> items();

  /** Bytes that are freed when it goes. */
  long size(String id);

  /** Refused with {@link io.berth.failure.Forbidden} to those who may not have it. */
  Restored restore(String id);

  /** For good. */
  void delete(String id);

  /** Called after something of any kind was deleted: collects what was kept only for that. */
  default void collect() {}
}
