package io.berth.bin;

import java.util.List;

/** Everything that was removed and can come back. Thread-safe. */
public interface Bin {

  /** What was removed last comes first. */
  List<BinItem> list();

  /** {@link io.berth.failure.NotFound} when it is not, or no longer, in the bin. */
  BinItem find(String id);

  /** Bytes that are freed when it goes. */
  long size(String id);

  Restored restore(String id);

  /** For good. */
  void delete(String id);
}
