package io.berth.image;

import io.berth.content.BlobStore;
import io.berth.failure.BerthException;
import io.berth.failure.Unavailable;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.ImageReference;
import io.berth.oci.ManifestContent;
import io.berth.oci.OciJson;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Service;

@Service
class RepositoryUploadService implements RepositoryUploads {

  private static final long LARGEST_BLOB = 128L << 30;

  private final OpenUploads uploads;
  private final PushedBlobs pushed;
  private final Repositories repositories;
  private final BlobStore blobs;
  private final ContentGarbage garbage;
  private final ManifestArrival arrival;

  RepositoryUploadService(
      OpenUploads uploads,
      PushedBlobs pushed,
      Repositories repositories,
      BlobStore blobs,
      ContentGarbage garbage,
      ManifestArrival arrival) {
    this.uploads = uploads;
    this.pushed = pushed;
    this.repositories = repositories;
    this.blobs = blobs;
    this.garbage = garbage;
    this.arrival = arrival;
  }

  @Override
  public String begin(ImageReference repository) {
    return uploads.begin(repository);
  }

  @Override
  public long offset(ImageReference repository, String id) {
    return uploads.get(repository, id).content.offset();
  }

  @Override
  public long append(ImageReference repository, String id, long from, InputStream in)
      throws IOException, OutOfOrder {
    OpenUploads.Upload upload = uploads.get(repository, id);
    if (!upload.lock.tryLock()) {
      throw new OutOfOrder(upload.content.offset());
    }
    boolean whole = false;
    try {
      uploads.get(repository, id);
      if (from >= 0 && from != upload.content.offset()) {
        throw new OutOfOrder(upload.content.offset());
      }
      upload.content.append(in, LARGEST_BLOB);
      whole = true;
      return upload.content.offset();
    } finally {
      upload.touch(!whole);
      upload.lock.unlock();
    }
  }

  @Override
  public void finish(ImageReference repository, String id, Digest digest) {
    OpenUploads.Upload upload = uploads.get(repository, id);
    upload.lock.lock();
    try (ContentGarbage.Hold _ = garbage.hold()) {
      uploads.get(repository, id);
      uploads.forget(id);
      upload.content.finish(digest);
      pushed.add(repository, digest);
    } finally {
      upload.lock.unlock();
    }
  }

  @Override
  public void cancel(ImageReference repository, String id) {
    OpenUploads.Upload upload = uploads.get(repository, id);
    upload.lock.lock();
    try {
      uploads.forget(id);
      upload.content.close();
    } finally {
      upload.lock.unlock();
    }
  }

  @Override
  public boolean mount(ImageReference repository, Digest blob, ImageReference from) {
    try (ContentGarbage.Hold _ = garbage.hold()) {
      boolean seen = repositories.blob(from, blob).isPresent();
      if (seen) {
        pushed.add(repository, blob);
      }
      return seen;
    }
  }

  @Override
  public List<Digest> missing(ImageReference repository, byte[] manifest) {
    ManifestContent says = OciJson.content(manifest);
    Stream<Digest> missingBlobs =
        says.blobs()
            .map(Descriptor::digest)
            .distinct()
            .filter(digest -> repositories.blob(repository, digest).isEmpty());
    Stream<Digest> missingParts =
        says.manifests().stream()
            .map(Descriptor::digest)
            .distinct()
            .filter(digest -> repositories.manifest(repository.withDigest(digest)).isEmpty());
    return Stream.concat(missingBlobs, missingParts).toList();
  }

  @Override
  public Pushed manifest(ImageReference name, byte[] content) throws InterruptedException {
    try (ContentGarbage.Hold _ = garbage.hold()) {
      return arrival.take(name, content);
    } catch (LayerRefused e) {
      garbage.collect();
      throw e.why();
    } catch (BerthException e) {
      garbage.collect();
      throw e;
    } catch (IOException e) {
      throw new Unavailable("cannot make an image of " + name.familiar(), e);
    }
  }
}
