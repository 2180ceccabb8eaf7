package io.berth.registry;

import io.berth.failure.NotFound;
import io.berth.failure.Unavailable;
import io.berth.oci.Descriptor;
import io.berth.oci.ImageReference;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/**
 * {@code GET /v2/<name>/blobs/<digest>}. A broken connection goes on by {@code Range} where it
 * broke, as long as each attempt brings something.
 */
final class BlobPull {

  private static final int BUFFER = 128 * 1024;

  /** What an attempt must bring, or the blob's end, to count as one that did. */
  private static final int PROGRESS = 64 * 1024;

  private final Transport transport;
  private final Endpoint endpoint;
  private final RegistryOptions options;

  BlobPull(Transport transport, Endpoint endpoint, RegistryOptions options) {
    this.transport = transport;
    this.endpoint = endpoint;
    this.options = options;
  }

  void fetch(ImageReference repository, Descriptor blob, BlobSink sink)
      throws InterruptedException {
    URI uri = endpoint.resolve(repository.path() + "/blobs/" + blob.digest());
    int fruitless = 0;
    while (sink.offset() < blob.size()) {
      long before = sink.offset();
      try {
        attempt(repository, uri, sink);
        if (sink.offset() < blob.size()) {
          throw new IOException("unexpected EOF");
        }
      } catch (InterruptedIOException e) {
        throw interrupted(e);
      } catch (IOException e) {
        fruitless = sink.offset() - before >= PROGRESS ? 1 : fruitless + 1;
        if (fruitless >= options.attempts()) {
          throw new Unavailable("Get \"%s\": %s".formatted(uri, Transport.reason(uri, e)), e);
        }
        transport.pause(fruitless, Duration.ZERO);
      }
    }
  }

  private void attempt(ImageReference repository, URI uri, BlobSink sink)
      throws IOException, InterruptedException {
    long from = sink.offset();
    Map<String, String> headers = from > 0 ? Map.of("Range", "bytes=" + from + "-") : Map.of();
    HttpResponse<InputStream> answer = transport.get(uri, headers);
    switch (answer.statusCode()) {
      case 200 -> {
        if (from > 0) {
          sink.restart();
        }
      }
      case 206 -> {
        String range = answer.headers().firstValue("Content-Range").orElse("");
        if (!range.startsWith("bytes " + from + "-")) {
          answer.body().close();
          sink.restart();
          throw new IOException("asked for bytes from " + from + ", got \"" + range + "\"");
        }
      }
      case 416 -> {
        answer.body().close();
        sink.restart();
        throw new IOException("the registry has no bytes from " + from + " on");
      }
      case 404 ->
          throw new NotFound(
              "blob not found: %s has none at %s: %s"
                  .formatted(
                      endpoint.base().getAuthority(),
                      uri.getPath(),
                      RegistryAnswer.cause(answer).words()));
      default -> throw RegistryAnswer.refusal(answer, repository);
    }
    copy(answer.body(), sink);
  }

  private void copy(InputStream body, BlobSink sink) throws IOException, InterruptedException {
    try (body) {
      byte[] buffer = new byte[BUFFER];
      for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        sink.write(buffer, 0, n);
      }
    }
  }

  private static InterruptedException interrupted(InterruptedIOException e) {
    InterruptedException interrupted = new InterruptedException(e.getMessage());
    interrupted.initCause(e);
    return interrupted;
  }
}
