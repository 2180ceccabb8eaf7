package io.berth.image;

import io.berth.content.BlobStore;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.snapshot.LayerStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** Gets all layers of one image here, in parallel, passing progress on from the pull's thread. */
final class LayerGathering {

  private final LayerFlights flights;
  private final LayerStore layers;
  private final BlobStore blobs;
  private final ImageCatalog catalog;
  private final PullProgress progress = new PullProgress();
  private final Consumer<PullEvent.Layer> watcher = progress::post;

  /** A flight and whether somebody else started it. */
  private record Boarded(LayerJob job, LayerFlight flight) {
    boolean foreign() {
      return flight.job() != job;
    }
  }

  LayerGathering(LayerFlights flights, LayerStore layers, BlobStore blobs, ImageCatalog catalog) {
    this.flights = flights;
    this.layers = layers;
    this.blobs = blobs;
    this.catalog = catalog;
  }

  /**
   * @param registry that the layers come from
   */
  void gather(BlobSource from, String registry, ImageSource source, Images.PullListener listener)
      throws IOException, InterruptedException {
    blobs.requireRoom(toCome(source));
    List<Boarded> boarded = new ArrayList<>();
    try {
      Set<Digest> seen = new HashSet<>();
      List<Digest> diffIds = source.diffIds();
      for (int i = 0; i < diffIds.size(); i++) {
        Descriptor blob = source.manifest().layers().get(i);
        if (isHere(diffIds.get(i), blob)) {
          listener.on(new PullEvent.Layer(blob.digest(), PullEvent.LayerStep.ALREADY_EXISTS, 0, 0));
        } else if (seen.add(diffIds.get(i))) {
          boarded.add(board(new LayerJob(from, registry, blob, diffIds.get(i))));
        }
      }
      while (!boarded.isEmpty()) {
        progress.pass(listener, true);
        land(boarded);
      }
      progress.pass(listener, false);
    } finally {
      boarded.forEach(b -> b.flight().leave(watcher));
    }
  }

  private long toCome(ImageSource source) {
    long bytes = 0;
    for (int i = 0; i < source.diffIds().size(); i++) {
      Descriptor blob = source.manifest().layers().get(i);
      if (!isHere(source.diffIds().get(i), blob) && !blobs.has(blob.digest())) {
        bytes += blob.size();
      }
    }
    return bytes;
  }

  private boolean isHere(Digest diffId, Descriptor blob) {
    return layers.isIntact(diffId)
        && (blobs.has(blob.digest())
            || catalog
                .current()
                .blobOf(diffId)
                .filter(known -> blobs.has(known.digest()))
                .isPresent());
  }

  private Boarded board(LayerJob job) {
    Boarded boarded = new Boarded(job, flights.join(job, watcher));
    boarded.flight().done().whenComplete((_, _) -> progress.nudge());
    return boarded;
  }

  /** Takes finished flights off the list. One that was not ours and failed is done again by us. */
  private void land(List<Boarded> boarded) throws InterruptedException {
    List<LayerJob> again = new ArrayList<>();
    for (Iterator<Boarded> all = boarded.iterator(); all.hasNext(); ) {
      Boarded next = all.next();
      if (!next.flight().done().isDone()) {
        continue;
      }
      all.remove();
      try {
        next.flight().done().get();
        if (!isHere(next.job().diffId(), next.job().blob())) {
          again.add(next.job());
        }
      } catch (ExecutionException e) {
        if (!next.foreign()) {
          throw ImagePull.cause(e.getCause() == null ? e : e.getCause());
        }
        again.add(next.job());
      }
    }
    again.forEach(job -> boarded.add(board(job)));
  }
}
