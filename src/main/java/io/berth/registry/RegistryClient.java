package io.berth.registry;

import io.berth.oci.Descriptor;
import io.berth.oci.ImageReference;
import java.net.http.HttpClient;
import java.util.List;

/**
 * A client of the OCI distribution specification. Thread-safe. Blocking; an interrupt ends a call.
 * Failures are {@link io.berth.failure.NotFound} and {@link io.berth.failure.Unavailable} in
 * Docker's words.
 */
public final class RegistryClient implements AutoCloseable {

  private final RegistryOptions options;
  private final HttpClient http;
  private final StallGuard guard;

  public RegistryClient(RegistryOptions options) {
    this.options = options;
    this.guard = new StallGuard(options.idle());
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(options.connect())
            .build();
  }

  /** Opens a conversation about one repository. The reference's tag and digest do not matter. */
  public Session open(ImageReference repository, Credentials credentials)
      throws InterruptedException {
    Endpoint endpoint = new EndpointProbe(http, options).find(repository.domain());
    Authenticator authenticator =
        new Authenticator(http, options, endpoint, repository.path(), credentials);
    Transport transport = new Transport(http, options, endpoint, authenticator);
    return new Session(repository, endpoint, transport, guard, options);
  }

  @Override
  public void close() {
    guard.close();
    http.shutdownNow();
  }

  /** A conversation about one repository; keeps its tokens. Thread-safe. */
  public static final class Session {

    private final ImageReference repository;
    private final Endpoint endpoint;
    private final Transport transport;
    private final StallGuard guard;
    private final RegistryOptions options;

    private Session(
        ImageReference repository,
        Endpoint endpoint,
        Transport transport,
        StallGuard guard,
        RegistryOptions options) {
      this.repository = repository;
      this.endpoint = endpoint;
      this.transport = transport;
      this.guard = guard;
      this.options = options;
    }

    /** Fetches what the reference's digest, or else its tag, names in this repository. */
    public FetchedManifest manifest(ImageReference reference) throws InterruptedException {
      return new ManifestPull(transport, endpoint).fetch(reference);
    }

    /** All tags, in the registry's order. */
    public List<String> tags() throws InterruptedException {
      return new TagList(transport, endpoint).fetch(repository);
    }

    /** Streams a blob into the sink, from the sink's offset on. Does not verify it. */
    public void blob(Descriptor blob, BlobSink sink) throws InterruptedException {
      new BlobPull(transport, endpoint, guard, options).fetch(repository, blob, sink);
    }
  }
}
