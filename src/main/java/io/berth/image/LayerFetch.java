package io.berth.image;

import io.berth.content.BlobStore;
import io.berth.content.BlobWriter;
import io.berth.failure.BerthException;
import io.berth.failure.InvalidRequest;
import io.berth.failure.Unavailable;
import io.berth.registry.BlobSink;
import io.berth.snapshot.LayerStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Downloads one layer, verifies it and then unpacks it: unverified bytes are never parsed. */
final class LayerFetch {

  private static final long TELL_EVERY_NANOS = 100_000_000;

  private final BlobStore blobs;
  private final LayerStore layers;
  private final ProvenLayers proven;
  private final Semaphore downloads;
  private final Semaphore unpackings;
  private final LayerJob job;
  private long told;
  private @Nullable Unavailable wrong;

  LayerFetch(
      BlobStore blobs,
      LayerStore layers,
      ProvenLayers proven,
      Semaphore downloads,
      Semaphore unpackings,
      LayerJob job) {
    this.proven = proven;
    this.blobs = blobs;
    this.layers = layers;
    this.downloads = downloads;
    this.unpackings = unpackings;
    this.job = job;
  }

  void run(Consumer<PullEvent.Layer> progress) throws InterruptedException {
    progress.accept(event(PullEvent.LayerStep.PULLING, 0));
    if (!blobs.has(job.blob().digest())) {
      downloads.acquire();
      try {
        download(progress);
      } finally {
        downloads.release();
      }
    }
    progress.accept(event(PullEvent.LayerStep.DOWNLOADED, 0));
    if (!layers.isIntact(job.diffId())) {
      unpackings.acquire();
      try {
        unpack(progress);
      } finally {
        unpackings.release();
      }
    }
    progress.accept(event(PullEvent.LayerStep.COMPLETE, 0));
  }

  private void download(Consumer<PullEvent.Layer> progress) throws InterruptedException {
    try (BlobWriter writer = blobs.writer(job.blob())) {
      fill(writer, progress);
      writer.commit();
    } catch (Unavailable e) {
      throw e.equals(wrong) ? new LayerRefused(e) : e;
    } catch (IOException e) {
      throw new Unavailable("cannot store layer " + job.blob().digest() + ": " + e.getMessage(), e);
    }
  }

  private void fill(BlobWriter writer, Consumer<PullEvent.Layer> progress)
      throws InterruptedException {
    job.from()
        .blob(
            job.blob(),
            new BlobSink() {
              @Override
              public long offset() {
                return writer.offset();
              }

              @Override
              public void restart() throws IOException {
                writer.restart();
              }

              @Override
              public void verify() {
                progress.accept(event(PullEvent.LayerStep.VERIFYING, 0));
                try {
                  writer.verify();
                } catch (Unavailable e) {
                  wrong = e;
                  throw e;
                } catch (IOException e) {
                  throw new Unavailable("cannot store layer " + job.blob().digest(), e);
                }
              }

              @Override
              public void write(byte[] bytes, int start, int length) throws IOException {
                writer.write(bytes, start, length);
                tell(progress, PullEvent.LayerStep.DOWNLOADING, writer.offset());
              }
            });
  }

  private void unpack(Consumer<PullEvent.Layer> progress) throws InterruptedException {
    try (InputStream packed = blobs.open(job.blob().digest())) {
      tell(progress, PullEvent.LayerStep.EXTRACTING, 0);
      layers.unpack(
          packed, job.diffId(), read -> tell(progress, PullEvent.LayerStep.EXTRACTING, read));
      proven.unpacked(job.diffId(), job.blob().digest());
    } catch (InvalidRequest e) {
      throw new LayerRefused(e);
    } catch (BerthException e) {
      throw e;
    } catch (IOException e) {
      throw new Unavailable("cannot read layer " + job.blob().digest(), e);
    }
  }

  private void tell(Consumer<PullEvent.Layer> progress, PullEvent.LayerStep step, long current) {
    long now = System.nanoTime();
    if (now - told >= TELL_EVERY_NANOS || current == job.blob().size()) {
      told = now;
      progress.accept(event(step, current));
    }
  }

  private PullEvent.Layer event(PullEvent.LayerStep step, long current) {
    return new PullEvent.Layer(job.blob().digest(), step, current, job.blob().size());
  }
}
