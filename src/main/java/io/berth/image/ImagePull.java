package io.berth.image;

import io.berth.failure.BerthException;
import io.berth.failure.Unavailable;
import io.berth.oci.ImageReference;
import io.berth.registry.FetchedManifest;
import io.berth.registry.RegistryClient;
import java.io.IOException;
import org.springframework.stereotype.Component;

/** Pulls images. The name moves only when everything is here and verified. */
@Component
class ImagePull {

  private final RegistryClient registries;
  private final ImageArrival arrival;
  private final ContentGarbage garbage;
  private final ImageEvents events;
  private final Logins logins;

  ImagePull(
      RegistryClient registries,
      ImageArrival arrival,
      ContentGarbage garbage,
      ImageEvents events,
      Logins logins) {
    this.logins = logins;
    this.registries = registries;
    this.arrival = arrival;
    this.garbage = garbage;
    this.events = events;
  }

  void pull(Images.PullRequest request, Images.PullListener listener) throws InterruptedException {
    ImageReference name = request.reference();
    RegistryClient.Session session =
        registries.open(name, logins.of(request.credentials(), name.domain()));
    try {
      boolean newer = false;
      if (request.allTags()) {
        for (String tag : session.tags()) {
          newer |= one(session, name.withTag(tag), request, listener);
        }
      } else {
        newer = one(session, name.orLatest(), request, listener);
      }
      ImageReference shown = request.allTags() ? name : name.orLatest();
      listener.on(new PullEvent.Finished(shown.familiar(), newer));
    } catch (IOException e) {
      throw new Unavailable("pull was cancelled: nobody listens any more", e);
    }
  }

  private boolean one(
      RegistryClient.Session session,
      ImageReference name,
      Images.PullRequest request,
      Images.PullListener listener)
      throws IOException, InterruptedException {
    FetchedManifest named = session.manifest(name);
    String id = name.digest() == null ? String.valueOf(name.tag()) : name.familiar();
    listener.on(new PullEvent.Started(name.path(), id));
    try (ContentGarbage.Hold _ = garbage.hold()) {
      ImageSource source = ImageSource.read(session, name, named, request.platform());
      boolean newer = arrival.arrive(name, source, session::blob, listener);
      listener.on(new PullEvent.Resolved(named.digest()));
      events.publish("pull", source.id(), name.familiar());
      return newer;
    } catch (LayerRefused e) {
      garbage.collect();
      throw e.why();
    }
  }

  /** What a failure of a flight was about. */
  static RuntimeException cause(Throwable failure) {
    return switch (failure) {
      case BerthException told -> told;
      case LayerRefused refused -> refused;
      default -> new IllegalStateException(failure);
    };
  }
}
