package io.berth.registry;

import io.berth.failure.Unavailable;
import io.berth.failure.Unsupported;
import io.berth.oci.Digest;
import io.berth.oci.ImageReference;
import io.berth.oci.Manifest;
import io.berth.oci.MediaType;
import io.berth.oci.OciJson;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Map;

/** {@code GET /v2/<name>/manifests/<reference>}. */
final class ManifestPull {

  private final Transport transport;
  private final Endpoint endpoint;

  ManifestPull(Transport transport, Endpoint endpoint) {
    this.transport = transport;
    this.endpoint = endpoint;
  }

  FetchedManifest fetch(ImageReference reference) throws InterruptedException {
    Digest wanted = reference.digest();
    String what = wanted == null ? String.valueOf(reference.orLatest().tag()) : wanted.toString();
    URI uri = endpoint.resolve(reference.path() + "/manifests/" + what);
    HttpResponse<InputStream> answer =
        transport.get(uri, Map.of("Accept", String.join(", ", MediaType.MANIFESTS)));
    if (answer.statusCode() != 200) {
      throw RegistryAnswer.refusal(answer, reference);
    }
    byte[] content =
        RegistryAnswer.body(answer, Manifest.LARGEST, "the manifest of " + reference.familiar());
    Digest digest = digest(reference, content);
    return new FetchedManifest(mediaType(reference, answer, content), digest, content);
  }

  private static Digest digest(ImageReference reference, byte[] content) {
    Digest wanted = reference.digest();
    if (wanted == null) {
      return Digest.sha256(content);
    }
    var hash = wanted.newHash();
    hash.update(content);
    Digest actual = wanted.of(hash);
    if (!actual.equals(wanted)) {
      throw new Unavailable(
          "manifest verification failed for digest %s: got %s".formatted(wanted, actual));
    }
    return actual;
  }

  /** Header and document must agree, or one content could be read in two ways. */
  private static String mediaType(
      ImageReference reference, HttpResponse<InputStream> answer, byte[] content) {
    String claimed = OciJson.mediaTypeOf(content);
    String header = answer.headers().firstValue("Content-Type").orElse("").split(";", 2)[0].strip();
    boolean generic = !header.startsWith("application/vnd.");
    String type = generic ? claimed : header;
    if (MediaType.isSchema1(type) || MediaType.isSchema1(claimed)) {
      throw new Unsupported(
          "%s is an image in Docker's schema 1 format, which is no longer supported: push it again with a current client"
              .formatted(reference.familiar()));
    }
    if (!type.equals(claimed) || !(MediaType.isManifest(type) || MediaType.isIndex(type))) {
      throw new Unsupported(
          "%s is not an image: its media type is %s"
              .formatted(reference.familiar(), type.isEmpty() ? "unknown" : type));
    }
    return type;
  }
}
