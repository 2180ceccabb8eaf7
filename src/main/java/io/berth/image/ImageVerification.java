package io.berth.image;

import io.berth.content.BlobStore;
import io.berth.failure.BerthException;
import io.berth.failure.InvalidRequest;
import io.berth.failure.Unavailable;
import io.berth.files.FilePaths;
import io.berth.job.JobProgress;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.snapshot.LayerStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import org.springframework.stereotype.Component;

/**
 * Reads again what is stored of an image. Documents and compressed layers are hashed; an unpacked
 * layer is held, file by file, against its archive, unpacked once more. A damaged archive is
 * removed, so that it is not sent to anybody, and a damaged layer is marked: a pull or load of the
 * image then brings both anew. One image at a time.
 */
@Component
class ImageVerification {

  private static final int SHOWN_FILES = 5;

  private final ImageCatalog catalog;
  private final BlobStore blobs;
  private final LayerStore layers;
  private final ContentGarbage garbage;
  private final Semaphore turn = new Semaphore(1, true);

  ImageVerification(
      ImageCatalog catalog, BlobStore blobs, LayerStore layers, ContentGarbage garbage) {
    this.catalog = catalog;
    this.blobs = blobs;
    this.layers = layers;
    this.garbage = garbage;
  }

  /** What people call the image. */
  String name(String ref) {
    return LayerExplorer.name(catalog.seen().resolve(ref)).name();
  }

  /** Returns when all is good. */
  void verify(String ref, JobProgress progress) throws InterruptedException {
    turn.acquire();
    try (ContentGarbage.Hold _ = garbage.hold()) {
      StoredImage image = catalog.seen().resolve(ref);
      progress.result(image.id().toString());
      new Verifying(image, progress).run();
    } finally {
      turn.release();
    }
  }

  private final class Verifying {

    private final StoredImage image;
    private final JobProgress progress;
    private final List<String> damage = new ArrayList<>();
    private final Set<Digest> damagedLayers = new HashSet<>();

    Verifying(StoredImage image, JobProgress progress) {
      this.image = image;
      this.progress = progress;
    }

    void run() throws InterruptedException {
      document("configuration", image.id());
      for (Digest document : new LinkedHashSet<>(image.documents())) {
        document("manifest", document);
      }
      List<StoredImage.StoredLayer> all = image.layers();
      long bytes = 0;
      for (int i = 0; i < all.size(); i++) {
        layer(i + 1, all.get(i));
        bytes += all.get(i).blob().size();
      }
      if (!damage.isEmpty()) {
        throw new Unavailable(String.join("; ", damage) + ". " + remedy());
      }
      progress.log(
          "everything is as it was stored: %d documents, %d layers of %d bytes and the files in them"
              .formatted(image.documents().size() + 1, all.size(), bytes));
    }

    private void document(String what, Digest digest) throws InterruptedException {
      String name = what + " " + digest.shortHex();
      switch (blobs.check(digest, _ -> {})) {
        case GOOD -> progress.part(name, "good", 0, 0);
        case MISSING -> found(name, "the " + what + " is missing", digest);
        case DAMAGED -> found(name, "the " + what + " is damaged", digest);
      }
    }

    private void layer(int number, StoredImage.StoredLayer layer) throws InterruptedException {
      Descriptor blob = layer.blob();
      String name = "layer " + number + " " + blob.digest().shortHex();
      int before = damage.size();
      BlobStore.Health archive =
          blobs.check(blob.digest(), read -> progress.part(name, "reading", read, blob.size()));
      switch (archive) {
        case GOOD -> files(name, number, layer);
        case MISSING ->
            found(name, "layer %d's archive is missing".formatted(number), blob.digest());
        case DAMAGED -> {
          blobs.delete(blob.digest());
          found(
              name,
              "layer %d's archive is damaged and was removed, its files could not be compared"
                  .formatted(number),
              blob.digest());
        }
      }
      if (damage.size() > before) {
        damagedLayers.add(layer.diffId());
      }
    }

    private void files(String name, int number, StoredImage.StoredLayer layer)
        throws InterruptedException {
      Descriptor blob = layer.blob();
      if (!layers.has(layer.diffId())) {
        found(name, "layer %d's files are missing".formatted(number), layer.diffId());
        return;
      }
      try (InputStream packed = blobs.open(blob.digest())) {
        List<String> different =
            layers.check(
                packed,
                layer.diffId(),
                read -> progress.part(name, "comparing files", read, blob.size()));
        if (different.isEmpty()) {
          progress.part(name, "good", blob.size(), blob.size());
        } else {
          different.forEach(path -> progress.log("differs: " + FilePaths.show(path)));
          found(
              name,
              "layer %d's files are damaged: %s".formatted(number, some(different)),
              layer.diffId());
        }
      } catch (InvalidRequest e) {
        found(
            name,
            "layer %d cannot be unpacked: %s".formatted(number, e.getMessage()),
            blob.digest());
      } catch (BerthException e) {
        throw e;
      } catch (IOException e) {
        throw new Unavailable("cannot read layer " + blob.digest(), e);
      }
    }

    private void found(String part, String what, Digest digest) {
      progress.part(part, "damaged", 0, 0);
      String told = what + " (" + digest + ")";
      progress.log(told);
      damage.add(told);
    }

    /** Says how to mend it, and which other images are damaged with this one. */
    private String remedy() {
      Set<String> others = new TreeSet<>();
      for (StoredImage other : catalog.seen().visible()) {
        boolean shares =
            other.layers().stream().anyMatch(layer -> damagedLayers.contains(layer.diffId()));
        if (shares && !other.id().equals(image.id())) {
          others.add(LayerExplorer.name(other).name());
        }
      }
      String mend =
          "Pull or load the image again, which brings what is damaged anew; containers that run"
              + " keep the files they have until they are started again";
      return others.isEmpty()
          ? mend
          : mend + ". These images have the same damaged layers: " + String.join(", ", others);
    }
  }

  private static String some(List<String> paths) {
    String shown =
        String.join(", ", paths.stream().limit(SHOWN_FILES).map(FilePaths::show).toList());
    return paths.size() > SHOWN_FILES ? shown + " and more" : shown;
  }
}
