package io.berth.image;

import io.berth.oci.Digest;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * Images that work of this moment stands on although nobody has named them: what a build has made,
 * found or begun with. A prune leaves them out. Thread-safe.
 */
@Component
class ImageHolds {

  private final Set<Hold> open = new HashSet<>();

  /** Of one build; until it is closed. */
  final class Hold implements AutoCloseable {

    private final Set<Digest> held = new HashSet<>();

    /** Finds an image and holds it, before a prune can come between. */
    <T> Optional<T> found(Supplier<Optional<T>> search, Function<T, Digest> id) {
      synchronized (ImageHolds.this) {
        Optional<T> image = search.get();
        image.map(id).ifPresent(held::add);
        return image;
      }
    }

    void add(Digest image) {
      synchronized (ImageHolds.this) {
        held.add(image);
      }
    }

    @Override
    public void close() {
      synchronized (ImageHolds.this) {
        open.remove(this);
      }
    }
  }

  synchronized Hold open() {
    Hold hold = new Hold();
    open.add(hold);
    return hold;
  }

  synchronized boolean holds(Digest image) {
    return open.stream().anyMatch(hold -> hold.held.contains(image));
  }

  /** Does something to an image that nobody holds, and lets nobody take it meanwhile. */
  synchronized void unlessHeld(Digest image, Runnable removal) {
    if (!holds(image)) {
      removal.run();
    }
  }
}
