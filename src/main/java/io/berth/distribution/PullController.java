package io.berth.distribution;

import io.berth.failure.InvalidRequest;
import io.berth.image.Repositories;
import io.berth.image.RepositoryUploads;
import io.berth.oci.Digest;
import io.berth.oci.ImageReference;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What clients read of the registry: the "pull" and "content discovery" of the specification. */
@RestController
class PullController {

  private static final byte[] NOTHING = {'{', '}'};
  private static final int BUFFER = 128 * 1024;

  private final Repositories repositories;
  private final RepositoryUploads uploads;

  PullController(Repositories repositories, RepositoryUploads uploads) {
    this.repositories = repositories;
    this.uploads = uploads;
  }

  @GetMapping({"/v2", "/v2/{*path}"})
  void get(HttpServletRequest request, HttpServletResponse response) throws IOException {
    switch (RegistryPath.of(request.getRequestURI())) {
      case RegistryPath.Base _ -> json(response, NOTHING);
      case RegistryPath.Tags tags ->
          TagPage.write(repositories, tags.repository(), request, response);
      case RegistryPath.Manifest manifest -> manifest(manifest, request, response);
      case RegistryPath.Blob blob -> blob(blob, request, response);
      case RegistryPath.Upload upload -> progress(upload, response);
      case RegistryPath.Referrers referrers ->
          ReferrersPage.write(repositories, referrers, request, response);
      case RegistryPath.Uploads _ -> throw WireError.notOffered("uploads are begun with POST");
      case RegistryPath.Unknown _ -> throw new WireError(404, "UNSUPPORTED", "page not found");
    }
  }

  static void json(HttpServletResponse response, byte[] body) throws IOException {
    response.setContentType(MediaType.APPLICATION_JSON_VALUE);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  private void manifest(
      RegistryPath.Manifest asked, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Repositories.Document document =
        repositories
            .manifest(reference(asked))
            .orElseThrow(() -> WireError.noManifest(asked.reference()));
    response.setContentType(document.mediaType());
    tell(response, document.digest(), document.content().length);
    if (!request.getMethod().equals("HEAD")) {
      response.getOutputStream().write(document.content());
    }
  }

  /** What has no well-formed name cannot be there. */
  static ImageReference reference(RegistryPath.Manifest asked) {
    try {
      String reference = asked.reference();
      return reference.indexOf(':') < 0
          ? asked.repository().withTag(reference)
          : asked.repository().withDigest(Digest.parse(reference));
    } catch (InvalidRequest e) {
      throw WireError.noManifest(asked.reference());
    }
  }

  private void blob(
      RegistryPath.Blob asked, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Repositories.Blob blob =
        repositories
            .blob(asked.repository(), asked.digest())
            .orElseThrow(() -> WireError.noBlob(asked.digest().toString()));
    response.setContentType(MediaType.APPLICATION_OCTET_STREAM_VALUE);
    response.setHeader(HttpHeaders.ACCEPT_RANGES, "bytes");
    if (request.getMethod().equals("HEAD")) {
      tell(response, blob.digest(), blob.size());
      return;
    }
    var range = ByteRange.of(request.getHeader(HttpHeaders.RANGE), blob.size());
    ByteRange part = range.orElse(new ByteRange(0, blob.size() - 1));
    if (range.isPresent()) {
      response.setStatus(HttpServletResponse.SC_PARTIAL_CONTENT);
      response.setHeader(
          HttpHeaders.CONTENT_RANGE,
          "bytes %d-%d/%d".formatted(part.first(), part.last(), blob.size()));
    }
    tell(response, blob.digest(), part.length());
    try (InputStream in = blob.content().get()) {
      in.skipNBytes(part.first());
      send(in, part.length(), response.getOutputStream());
    }
  }

  private static void send(InputStream in, long length, OutputStream out) throws IOException {
    byte[] buffer = new byte[BUFFER];
    long left = length;
    while (left > 0) {
      int n = in.read(buffer, 0, (int) Math.min(left, buffer.length));
      if (n < 0) {
        throw new IOException("the blob is shorter than it was");
      }
      out.write(buffer, 0, n);
      left -= n;
    }
  }

  private static void tell(HttpServletResponse response, Digest digest, long length) {
    response.setHeader("Docker-Content-Digest", digest.toString());
    response.setHeader(HttpHeaders.ETAG, "\"" + digest + "\"");
    response.setContentLengthLong(length);
  }

  private void progress(RegistryPath.Upload asked, HttpServletResponse response) {
    long offset = PushController.offset(uploads, asked);
    PushController.progress(response, asked.repository(), asked.id(), offset);
    response.setStatus(HttpServletResponse.SC_NO_CONTENT);
  }
}
