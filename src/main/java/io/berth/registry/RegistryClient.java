package io.berth.registry;

import io.berth.failure.Unavailable;
import io.berth.oci.Descriptor;
import io.berth.oci.ImageReference;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;

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
    Transport transport =
        transport(endpoint, "repository:" + repository.path() + ":pull", credentials);
    return new Session(repository, endpoint, transport, guard, options);
  }

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
