package io.berth.image;

import io.berth.content.BlobStore;
import io.berth.oci.Digest;
import io.berth.snapshot.LayerStore;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/**
 * Brings layers here, each once however many pulls want it: who comes second watches the first
 * one's progress. Few are downloaded from one registry and few unpacked at a time. A layer that
 * nobody waits for any more is given up.
 */
@Component
class LayerFlights {

  private static final int DOWNLOADS = 3;

  private final BlobStore blobs;
  private final LayerStore layers;
  private final ProvenLayers proven;
  private final Map<String, Semaphore> downloads = new HashMap<>();
  private final Semaphore unpackings =
      new Semaphore(Math.max(2, Runtime.getRuntime().availableProcessors()), true);
  private final Map<Digest, LayerFlight> flights = new HashMap<>();

  LayerFlights(BlobStore blobs, LayerStore layers, ProvenLayers proven) {
    this.proven = proven;
    this.blobs = blobs;
    this.layers = layers;
  }

  /** Joins the flight of this content, or starts one. The watcher must not block. */
  synchronized LayerFlight join(LayerJob job, Consumer<PullEvent.Layer> watcher) {
    LayerFlight running = flights.get(job.blob().digest());
    if (running != null && running.watch(watcher)) {
      return running;
    }
    Semaphore slots =
        downloads.computeIfAbsent(job.registry(), _ -> new Semaphore(DOWNLOADS, true));
    LayerFetch fetch = new LayerFetch(blobs, layers, proven, slots, unpackings, job);
    LayerFlight started = new LayerFlight(job, fetch, running, this::landed);
    flights.put(job.blob().digest(), started);
    started.watch(watcher);
    started.start();
    return started;
  }

  private synchronized void landed(LayerFlight flight) {
    flights.remove(flight.job().blob().digest(), flight);
  }
}
