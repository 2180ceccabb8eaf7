package io.berth.registry;

import io.berth.failure.Unavailable;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.ImageReference;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings blobs and manifests to one repository (OCI distribution specification, "Pushing"). Keeps
 * its tokens. Thread-safe. Blocking; an interrupt ends a call. What the registry refuses is {@link
 * Unavailable} in its words.
 */
public final class PushSession {

  private static final Map<String, String> BINARY =
      Map.of("Content-Type", "application/octet-stream");

  private final ImageReference repository;
  private final Endpoint endpoint;
  private final Transport transport;
  private final RegistryOptions options;

  PushSession(
      ImageReference repository, Endpoint endpoint, Transport transport, RegistryOptions options) {
    this.repository = repository;
    this.endpoint = endpoint;
    this.transport = transport;
    this.options = options;
  }

  public boolean has(Digest blob) throws InterruptedException {
    URI uri = endpoint.resolve(repository.path() + "/blobs/" + blob);
    HttpResponse<InputStream> answer = transport.send(Call.of("HEAD", uri, Map.of()));
    return switch (answer.statusCode()) {
      case 200 -> true;
      case 404 -> false;
      default -> throw refusal(answer);
    };
  }

  /**
   * Brings a blob that is not there, or lets the registry take it from another of its repositories.
   *
   * @param from that other repository's path; null when none is known to have it
   * @param content opened anew for each attempt, and closed
   * @return whether the registry took it from there
   */
  public boolean push(Descriptor blob, @Nullable String from, Supplier<InputStream> content)
      throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      URI upload = begin(blob, from);
      if (upload == null) {
        return true;
      }
      try {
        Call put = new Call("PUT", upload, BINARY, content, blob.size());
        HttpResponse<InputStream> answer = transport.once(put);
        if (answer.statusCode() == 201) {
          answer.body().close();
          return false;
        }
        if (!Transport.isPassing(answer.statusCode()) || attempt >= options.attempts()) {
          throw refusal(answer);
        }
        answer.body().close();
      } catch (IOException e) {
        if (attempt >= options.attempts()) {
          throw new Unavailable(
              "cannot push blob %s: %s".formatted(blob.digest(), Transport.reason(upload, e)), e);
        }
      }
      transport.pause(attempt, Duration.ZERO);
    }
  }

  /** Where to send the blob to; null when that is not needed. */
  private @Nullable URI begin(Descriptor blob, @Nullable String from) throws InterruptedException {
    String mount = from == null ? "" : "?mount=" + blob.digest() + "&from=" + from;
    URI uri = endpoint.resolve(repository.path() + "/blobs/uploads/" + mount);
    HttpResponse<InputStream> answer = transport.send(Call.of("POST", uri, Map.of()));
    if (answer.statusCode() == 201) {
      close(answer);
      return null;
    }
    if (answer.statusCode() != 202) {
      throw refusal(answer);
    }
    close(answer);
    String location = answer.headers().firstValue("Location").orElse("");
    URI upload = transport.next("upload", uri, location);
    String glue = upload.getRawQuery() == null ? "?" : "&";
    return URI.create(upload + glue + "digest=" + blob.digest());
  }

  /**
   * Names what was brought.
   *
   * @param tag in the repository
   */
  public void manifest(String tag, String mediaType, byte[] content) throws InterruptedException {
    URI uri = endpoint.resolve(repository.path() + "/manifests/" + tag);
    HttpResponse<InputStream> answer =
        transport.send(
            new Call(
                "PUT",
                uri,
                Map.of("Content-Type", mediaType),
                () -> new ByteArrayInputStream(content),
                content.length));
    if (answer.statusCode() / 100 != 2) {
      throw refusal(answer);
    }
    close(answer);
  }

  private static Unavailable refusal(HttpResponse<InputStream> answer) {
    return new Unavailable(RegistryAnswer.cause(answer).words());
  }

  private static void close(HttpResponse<InputStream> answer) {
    try {
      answer.body().close();
    } catch (IOException e) {
      throw new Unavailable("the registry's answer broke off: " + e.getMessage(), e);
    }
  }
}
