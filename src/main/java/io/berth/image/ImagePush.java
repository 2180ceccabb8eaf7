package io.berth.image;

import io.berth.content.BlobStore;
import io.berth.failure.BerthException;
import io.berth.failure.NotFound;
import io.berth.failure.Unavailable;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.ImageReference;
import io.berth.oci.MediaType;
import io.berth.oci.OciJson;
import io.berth.registry.PushSession;
import io.berth.registry.RegistryClient;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Pushes images. A tag is named when all that it needs is there. */
@Component
class ImagePush {

  private static final int AT_ONCE = 3;

  /** Which names no repository: an id cannot be pushed. */
  private static final String IMAGE_ID = "[0-9a-f]{64}";

  private final RegistryClient registries;
  private final ImageCatalog catalog;
  private final ContentGarbage garbage;
  private final BlobStore blobs;
  private final ImageEvents events;
  private final Logins logins;

  ImagePush(
      RegistryClient registries,
      ImageCatalog catalog,
      ContentGarbage garbage,
      BlobStore blobs,
      ImageEvents events,
      Logins logins) {
    this.logins = logins;
    this.registries = registries;
    this.catalog = catalog;
    this.garbage = garbage;
    this.blobs = blobs;
    this.events = events;
  }

  void push(Images.PushRequest request, Images.PushListener listener) throws InterruptedException {
    if (request.name().matches(IMAGE_ID)) {
      throw unknown(request.name());
    }
    ImageReference repository = ImageReference.of(request.name(), request.tag());
    Map<String, StoredImage> tags = tags(repository, request.name());
    PushSession session =
        registries.openPush(repository, logins.of(request.credentials(), repository.domain()));
    try (ContentGarbage.Hold _ = garbage.hold()) {
      listener.on(new PushEvent.Started(repository.domain() + "/" + repository.path()));
      Set<Digest> there = ConcurrentHashMap.newKeySet();
      for (Map.Entry<String, StoredImage> tag : tags.entrySet()) {
        new Pushing(session, repository, tag.getKey(), tag.getValue(), listener, there).run();
      }
    } catch (IOException e) {
      throw new Unavailable("push was cancelled: nobody listens any more", e);
    }
  }

  private Map<String, StoredImage> tags(ImageReference wanted, String asked) {
    Map<String, StoredImage> tags = new TreeMap<>();
    for (StoredImage image : catalog.seen().visible()) {
      for (ImageReference name : image.tags()) {
        String tag = name.tag();
        if (tag != null
            && name.domain().equals(wanted.domain())
            && name.path().equals(wanted.path())
            && (wanted.tag() == null || tag.equals(wanted.tag()))) {
          tags.put(tag, image);
        }
      }
    }
    if (tags.isEmpty()) {
      throw unknown(asked);
    }
    return tags;
  }

  private static NotFound unknown(String asked) {
    return new NotFound("An image does not exist locally with the tag: " + asked);
  }

  /** One tag's way to the registry. */
  private final class Pushing {

    private final PushSession session;
    private final ImageReference repository;
    private final String tag;
    private final StoredImage image;
    private final Images.PushListener listener;
    private final Set<Digest> there;

    private Pushing(
        PushSession session,
        ImageReference repository,
        String tag,
        StoredImage image,
        Images.PushListener listener,
        Set<Digest> there) {
      this.session = session;
      this.repository = repository;
      this.tag = tag;
      this.image = image;
      this.listener = listener;
      this.there = there;
    }

    private void run() throws IOException, InterruptedException {
      List<StoredImage.StoredLayer> layers = List.copyOf(new LinkedHashSet<>(image.layers()));
      for (StoredImage.StoredLayer layer : layers) {
        listener.on(new PushEvent.Preparing(layer.diffId()));
      }
      List<Callable<Void>> work = new ArrayList<>();
      layers.forEach(layer -> work.add(() -> layer(layer)));
      atOnce(work);
      Descriptor config = new Descriptor(MediaType.OCI_CONFIG, image.id(), blobs.size(image.id()));
      if (!session.has(config.digest())) {
        session.push(config, null, () -> blobs.open(config.digest()));
      }
      byte[] manifest = OutgoingManifest.of(blobs, image);
      session.manifest(tag, OciJson.mediaTypeOf(manifest), manifest);
      Digest digest = Digest.sha256(manifest);
      ImageReference name = repository.withDigest(digest);
      catalog.name(StoredImages.lookup(name), image.id());
      events.publish("push", image.id(), repository.withTag(tag).familiar());
      listener.on(new PushEvent.Tagged(tag, digest, manifest.length));
    }

    private @Nullable Void layer(StoredImage.StoredLayer layer)
        throws IOException, InterruptedException {
      Descriptor blob = layer.blob();
      if (there.contains(blob.digest()) || session.has(blob.digest())) {
        listener.on(new PushEvent.Exists(layer.diffId()));
      } else {
        String from = elsewhere(blob.digest());
        boolean mounted =
            session.push(blob, from, () -> new Watched(blobs.open(blob.digest()), layer));
        listener.on(
            mounted && from != null
                ? new PushEvent.Mounted(layer.diffId(), from)
                : new PushEvent.Pushed(layer.diffId()));
      }
      there.add(blob.digest());
      return null;
    }

    /** Another repository of the same registry with this blob, as far as names here tell. */
    private @Nullable String elsewhere(Digest blob) {
      Set<String> paths = new TreeSet<>();
      for (StoredImage other : catalog.seen().visible()) {
        if (other.layers().stream().anyMatch(layer -> layer.blob().digest().equals(blob))) {
          other.digests().stream()
              .filter(name -> name.domain().equals(repository.domain()))
              .map(ImageReference::path)
              .filter(path -> !path.equals(repository.path()))
              .forEach(paths::add);
        }
      }
      return paths.stream().findFirst().orElse(null);
    }

    /** Tells how much of a layer was read to be sent. */
    private final class Watched extends FilterInputStream {

      private final StoredImage.StoredLayer layer;
      private long sent;
      private long told;

      private Watched(InputStream in, StoredImage.StoredLayer layer) {
        super(in);
        this.layer = layer;
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        int n = super.read(into, offset, length);
        sent += Math.max(0, n);
        if (sent - told >= 512 * 1024 || n < 0 && sent > told) {
          told = sent;
          listener.on(new PushEvent.Pushing(layer.diffId(), sent, layer.blob().size()));
        }
        return n;
      }
    }
  }

  private static void atOnce(List<Callable<Void>> work) throws IOException, InterruptedException {
    try (ExecutorService workers =
        Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().name("push-", 0).factory())) {
      try {
        for (Future<Void> done : workers.invokeAll(work)) {
          done.get();
        }
      } catch (ExecutionException e) {
        switch (Objects.requireNonNull(e.getCause())) {
          case BerthException told -> throw told;
          case IOException broken -> throw broken;
          case InterruptedException interrupted -> throw interrupted;
          default -> throw new IllegalStateException(e);
        }
      } finally {
        workers.shutdownNow();
      }
    }
  }
}
