package io.berth.image;

import io.berth.content.BlobStore;
import io.berth.failure.InvalidRequest;
import io.berth.failure.Unavailable;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.ImageReference;
import io.berth.oci.Manifest;
import io.berth.oci.OciJson;
import io.berth.registry.BlobSink;
import io.berth.registry.FetchedManifest;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.springframework.stereotype.Service;

@Service
class RepositoryUploadService implements RepositoryUploads {

  private static final long LARGEST_BLOB = 128L << 30;

  private final OpenUploads uploads;
  private final PushedBlobs pushed;
  private final Repositories repositories;
  private final BlobStore blobs;
  private final ContentGarbage garbage;
  private final ImageCatalog catalog;
  private final ImageArrival arrival;
  private final PushedLayers pushedLayers;
  private final ImageEvents events;

  RepositoryUploadService(
      OpenUploads uploads,
      PushedBlobs pushed,
      Repositories repositories,
      BlobStore blobs,
      ContentGarbage garbage,
      ImageCatalog catalog,
      ImageArrival arrival,
      PushedLayers pushedLayers,
      ImageEvents events) {
    this.uploads = uploads;
    this.pushed = pushed;
    this.repositories = repositories;
    this.blobs = blobs;
    this.garbage = garbage;
    this.catalog = catalog;
    this.arrival = arrival;
    this.pushedLayers = pushedLayers;
    this.events = events;
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
    try {
      uploads.get(repository, id);
      if (from >= 0 && from != upload.content.offset()) {
        throw new OutOfOrder(upload.content.offset());
      }
      upload.content.append(in, LARGEST_BLOB);
      return upload.content.offset();
    } finally {
      upload.touch();
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
    return OciJson.manifest(manifest)
        .blobs()
        .map(Descriptor::digest)
        .distinct()
        .filter(digest -> repositories.blob(repository, digest).isEmpty())
        .toList();
  }

  @Override
  public Digest manifest(ImageReference name, byte[] content) throws InterruptedException {
    Digest digest = Digest.sha256(content);
    try (ContentGarbage.Hold _ = garbage.hold()) {
      catalog.requireMayName(name);
      Manifest manifest = OciJson.manifest(content);
      requireSizes(manifest);
      byte[] config = blobs.read(manifest.config().digest(), ConfigFetch.LIMIT);
      var document = new FetchedManifest(OciJson.mediaTypeOf(content), digest, content);
      ImageSource source = ImageSource.pushed(name, document, manifest, config);
      pushedLayers.requireGenuine(source);
      arrival.arrive(name, source, RepositoryUploadService::isNotHere, _ -> {});
      forgetOthers(name.withDigest(digest), source.id());
      events.publish("load", source.id(), name.familiar());
      return digest;
    } catch (LayerRefused e) {
      garbage.collect();
      throw e.why();
    } catch (IOException e) {
      throw new Unavailable("cannot make an image of " + name.familiar(), e);
    }
  }

  /** Of several manifests of one image, the latest is what the repository's tags lead to. */
  private void forgetOthers(ImageReference latest, Digest image) {
    catalog.current().byId(image).stream()
        .flatMap(stored -> stored.digests().stream())
        .filter(name -> RepositoryService.isIn(latest, name) && !name.equals(latest))
        .forEach(catalog::unname);
  }

  private void requireSizes(Manifest manifest) {
    manifest
        .blobs()
        .forEach(blob -> {
          long size = blobs.size(blob.digest());
          if (size != blob.size()) {
            throw new InvalidRequest(
                "the manifest says that %s has %d bytes, but it has %d"
                    .formatted(blob.digest(), blob.size(), size));
          }
        });
  }

  private static void isNotHere(Descriptor blob, BlobSink sink) {
    throw new InvalidRequest("blob " + blob.digest() + " is not here: push it again");
  }
}
