package io.berth.image;

import io.berth.oci.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What flights tell one pull, until the pull's own thread has passed it on. Bounded: of the events
 * of one layer's step, only the latest is kept, so a slow client slows nobody.
 */
final class PullProgress {

  private final Map<Key, PullEvent.Layer> waiting = new LinkedHashMap<>();

  private record Key(Digest blob, PullEvent.LayerStep step) {}

  synchronized void post(PullEvent.Layer event) {
    waiting.put(new Key(event.blob(), event.step()), event);
    notifyAll();
  }

  /** Wakes the pull's thread. */
  synchronized void nudge() {
    notifyAll();
  }

  /** Waits a little for events, then passes on what there is. */
  void pass(Images.PullListener listener, boolean wait) throws IOException, InterruptedException {
    List<PullEvent.Layer> events;
    synchronized (this) {
      if (wait && waiting.isEmpty()) {
        wait(1000);
      }
      events = new ArrayList<>(waiting.values());
      waiting.clear();
    }
    for (PullEvent.Layer event : events) {
      listener.on(event);
    }
  }
}
