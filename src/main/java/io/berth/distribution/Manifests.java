package io.berth.distribution;

import io.berth.failure.InvalidRequest;
import io.berth.failure.NotFound;
import io.berth.image.Repositories;
import io.berth.image.RepositoryUploads;
import io.berth.oci.Digest;
import io.berth.oci.ImageReference;
import io.berth.oci.Manifest;
import io.berth.oci.MediaType;
import io.berth.oci.OciJson;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/** Takes manifests and indexes, and deletes them where that is allowed. */
@Component
class Manifests {

  private final RepositoryUploads uploads;
  private final Repositories repositories;
  private final RegistryServerProperties properties;

  Manifests(
      RepositoryUploads uploads, Repositories repositories, RegistryServerProperties properties) {
    this.uploads = uploads;
    this.repositories = repositories;
    this.properties = properties;
  }

  void delete(RegistryPath.Manifest asked) {
    if (!properties.delete()) {
      throw WireError.notOffered(
          "nothing is deleted here: remove images with docker rmi or in the dashboard, or have"
              + " berth.registry-server.delete set to true");
    }
    try {
      repositories.delete(PullController.reference(asked));
    } catch (NotFound e) {
      throw WireError.noManifest(asked.reference());
    }
  }

  void put(RegistryPath.Manifest asked, HttpServletRequest request, HttpServletResponse response)
      throws IOException, InterruptedException {
    byte[] content = request.getInputStream().readNBytes(Manifest.LARGEST + 1);
    if (content.length > Manifest.LARGEST) {
      throw new WireError(
          413, "SIZE_INVALID", "a manifest has at most " + Manifest.LARGEST + " bytes");
    }
    ImageReference name = name(asked, content);
    requireManifest(content, request.getContentType());
    List<Digest> missing = uploads.missing(asked.repository(), content);
    if (!missing.isEmpty()) {
      throw new WireError(
          404, "MANIFEST_BLOB_UNKNOWN", missing.getFirst() + " was not pushed to this repository");
    }
    RepositoryUploads.Pushed pushed = uploads.manifest(name, content);
    Digest digest = pushed.digest();
    response.setStatus(HttpServletResponse.SC_CREATED);
    response.setHeader(
        HttpHeaders.LOCATION, PushController.place(asked.repository()) + "/manifests/" + digest);
    response.setHeader("Docker-Content-Digest", digest.toString());
    if (pushed.subject() != null) {
      response.setHeader("OCI-Subject", pushed.subject().toString());
    }
    response.setContentLength(0);
  }

  private static ImageReference name(RegistryPath.Manifest asked, byte[] content) {
    String reference = asked.reference();
    if (reference.indexOf(':') < 0) {
      try {
        return asked.repository().withTag(reference);
      } catch (InvalidRequest e) {
        throw new WireError(400, "MANIFEST_INVALID", "invalid tag: " + reference);
      }
    }
    Digest expected = RegistryPath.digest(reference);
    Digest actual = Digest.sha256(content);
    if (!actual.equals(expected)) {
      throw new WireError(
          400, "DIGEST_INVALID", "the manifest has the digest %s".formatted(actual));
    }
    return asked.repository().withDigest(actual);
  }

  private static void requireManifest(byte[] content, @Nullable String contentType) {
    String type = OciJson.mediaTypeOf(content);
    String said = contentType == null ? type : contentType.split(";")[0].strip();
    if (!said.equals(type)) {
      throw new WireError(
          400,
          "MANIFEST_INVALID",
          "the manifest is of type %s, and the request says %s".formatted(type, said));
    }
    if (!MediaType.isManifest(type) && !MediaType.isIndex(type)) {
      throw new WireError(400, "MANIFEST_INVALID", "no manifest that is kept here: " + type);
    }
  }
}
