package io.berth.registry;

import io.berth.failure.BerthException;
import io.berth.failure.Unavailable;
import io.berth.oci.Descriptor;
import io.berth.oci.ImageReference;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A client of the OCI distribution specification. Thread-safe. Blocking; an interrupt ends a call.
 * Failures are {@link io.berth.failure.NotFound} and {@link io.berth.failure.Unavailable} in
 * Docker's words.
 */
public final class RegistryClient implements AutoCloseable {

  private final RegistryOptions options;
  private final Http http;

  public RegistryClient(RegistryOptions options) {
    this.options = options;
    this.http = new Http(options);
  }

  /**
   * Opens a conversation about one repository. The reference's tag and digest do not matter.
   * Mirrors are asked first, without credentials.
   */
  public Session open(ImageReference repository, Credentials credentials)
      throws InterruptedException {
    String scope = "repository:" + repository.path() + ":pull";
    List<Source> sources = new ArrayList<>();
    if (repository.domain().equals(ImageReference.DEFAULT_DOMAIN)) {
      for (URI mirror : options.mirrors()) {
        Endpoint endpoint = Endpoint.at(mirror);
        sources.add(new Source(endpoint, transport(endpoint, scope, Credentials.NONE)));
      }
    }
    Endpoint endpoint = new EndpointProbe(http, options).find(repository.domain());
    sources.add(new Source(endpoint, transport(endpoint, scope, credentials)));
    return new Session(repository, sources, options);
  }

  /** A registry that has the repository. */
  private record Source(Endpoint endpoint, Transport transport) {}

  /** As {@link #open}, for who brings something. */
  public PushSession openPush(ImageReference repository, Credentials credentials)
      throws InterruptedException {
    Endpoint endpoint = new EndpointProbe(http, options).find(repository.domain());
    Transport transport =
        transport(endpoint, "repository:" + repository.path() + ":pull,push", credentials);
    return new PushSession(repository, endpoint, transport, options);
  }

  /**
   * Finds out whether a registry knows somebody.
   *
   * @param domain {@code host} or {@code host:port}
   * @throws Unavailable it does not, or cannot be asked
   */
  public void login(String domain, Credentials credentials) throws InterruptedException {
    Endpoint endpoint = new EndpointProbe(http, options).find(domain);
    HttpResponse<InputStream> answer =
        transport(endpoint, "", credentials).get(endpoint.base(), Map.of());
    if (answer.statusCode() != 200) {
      throw new Unavailable(
          "login attempt to %s failed with status: %d: %s"
              .formatted(
                  endpoint.base(), answer.statusCode(), RegistryAnswer.cause(answer).words()));
    }
  }

  private Transport transport(Endpoint endpoint, String scope, Credentials credentials) {
    return new Transport(
        http, options, endpoint, new Authenticator(http, options, endpoint, scope, credentials));
  }

  @Override
  public void close() {
    http.close();
  }

  /** A conversation about one repository; keeps its tokens. Thread-safe. */
  public static final class Session {

    private final ImageReference repository;
    private final List<Source> sources;
    private final RegistryOptions options;

    private Session(ImageReference repository, List<Source> sources, RegistryOptions options) {
      this.repository = repository;
      this.sources = sources;
      this.options = options;
    }

    /** Fetches what the reference's digest, or else its tag, names in this repository. */
    public FetchedManifest manifest(ImageReference reference) throws InterruptedException {
      return first(
          source -> new ManifestPull(source.transport(), source.endpoint()).fetch(reference));
    }

    /** All tags, in the registry's order. */
    public List<String> tags() throws InterruptedException {
      Source own = sources.getLast();
      return new TagList(own.transport(), own.endpoint()).fetch(repository);
    }

    /**
     * Streams a blob into the sink, from the sink's offset on, and has the sink verify it. A mirror
     * that brings other bytes is as good as one that brings none.
     */
    public void blob(Descriptor blob, BlobSink sink) throws InterruptedException {
      first(source -> {
        BlobPull pull = new BlobPull(source.transport(), source.endpoint(), options);
        boolean resumed = sink.offset() > 0;
        pull.fetch(repository, blob, sink);
        try {
          sink.verify();
        } catch (Unavailable e) {
          if (!resumed) {
            throw e;
          }
          // the first part came from somebody else: once more, all of it
          pull.fetch(repository, blob, sink);
          sink.verify();
        }
        return blob;
      });
    }

    private interface Asking<T> {
      T of(Source source) throws InterruptedException;
    }

    /** The first source's answer; why the others gave none is beside the last one's failure. */
    private <T> T first(Asking<T> asking) throws InterruptedException {
      List<BerthException> failures = new ArrayList<>();
      for (Source source : sources.subList(0, sources.size() - 1)) {
        try {
          return asking.of(source);
        } catch (BerthException e) {
          failures.add(e);
        }
      }
      try {
        return asking.of(sources.getLast());
      } catch (BerthException e) {
        failures.forEach(e::addSuppressed);
        throw e;
      }
    }
  }
}
