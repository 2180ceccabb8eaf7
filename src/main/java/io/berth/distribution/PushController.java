package io.berth.distribution;

import io.berth.failure.Conflict;
import io.berth.failure.InvalidRequest;
import io.berth.failure.NotFound;
import io.berth.image.RepositoryUploads;
import io.berth.image.RepositoryUploads.OutOfOrder;
import io.berth.oci.Digest;
import io.berth.oci.ImageReference;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/** What clients bring: uploads of blobs, and manifests. */
@RestController
class PushController {

  private static final String PATH = "/v2/{*path}";

  private final RepositoryUploads uploads;
  private final Manifests manifests;

  PushController(RepositoryUploads uploads, Manifests manifests) {
    this.uploads = uploads;
    this.manifests = manifests;
  }

  /** Begins an upload; with a digest and a body, that is all of it; with one to mount, none. */
  @PostMapping(PATH)
  void post(HttpServletRequest request, HttpServletResponse response) throws IOException {
    if (!(RegistryPath.of(request.getRequestURI()) instanceof RegistryPath.Uploads asked)) {
      throw WireError.notOffered("POST is for uploads");
    }
    ImageReference repository = asked.repository();
    String mount = RegistryQuery.text(request, "mount");
    String from = RegistryQuery.text(request, "from");
    if (mount != null && from != null) {
      Digest blob = RegistryPath.digest(mount);
      if (uploads.mount(repository, blob, RegistryPath.repository(from))) {
        created(response, repository, blob);
        return;
      }
    }
    String digest = RegistryQuery.text(request, "digest");
    Digest expected = digest == null ? null : RegistryPath.digest(digest);
    String id = begin(repository, response);
    if (expected == null) {
      progress(response, repository, id, 0);
      response.setStatus(HttpServletResponse.SC_ACCEPTED);
    } else {
      finish(new RegistryPath.Upload(repository, id), expected, request, response);
    }
  }

  private String begin(ImageReference repository, HttpServletResponse response) {
    try {
      return uploads.begin(repository);
    } catch (Conflict e) {
      response.setHeader(HttpHeaders.RETRY_AFTER, "60");
      throw new WireError(429, "TOOMANYREQUESTS", e.getMessage());
    }
  }

  @PatchMapping(PATH)
  void patch(HttpServletRequest request, HttpServletResponse response) throws IOException {
    RegistryPath.Upload upload = upload(request);
    long offset = append(upload, request, response);
    progress(response, upload.repository(), upload.id(), offset);
    response.setStatus(HttpServletResponse.SC_ACCEPTED);
  }

  @PutMapping(PATH)
  void put(HttpServletRequest request, HttpServletResponse response)
      throws IOException, InterruptedException {
    if (RegistryPath.of(request.getRequestURI()) instanceof RegistryPath.Manifest manifest) {
      manifests.put(manifest, request, response);
      return;
    }
    RegistryPath.Upload upload = upload(request);
    String digest = RegistryQuery.text(request, "digest");
    if (digest == null) {
      throw new WireError(400, "DIGEST_INVALID", "the parameter digest says what the content is");
    }
    finish(upload, RegistryPath.digest(digest), request, response);
  }

  @DeleteMapping(PATH)
  void delete(HttpServletRequest request, HttpServletResponse response) {
    switch (RegistryPath.of(request.getRequestURI())) {
      case RegistryPath.Upload upload -> {
        offset(uploads, upload);
        uploads.cancel(upload.repository(), upload.id());
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
      }
      case RegistryPath.Manifest manifest -> {
        manifests.delete(manifest);
        response.setStatus(HttpServletResponse.SC_ACCEPTED);
        response.setContentLength(0);
      }
      default ->
          throw WireError.notOffered(
              "manifests are deleted here, and uploads cancelled; blobs go with the last that needs"
                  + " them");
    }
  }

  private static RegistryPath.Upload upload(HttpServletRequest request) {
    if (RegistryPath.of(request.getRequestURI()) instanceof RegistryPath.Upload upload) {
      return upload;
    }
    throw WireError.notOffered(request.getMethod() + " is for uploads that have begun");
  }

  private void finish(
      RegistryPath.Upload upload,
      Digest digest,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    append(upload, request, response);
    try {
      uploads.finish(upload.repository(), upload.id(), digest);
    } catch (InvalidRequest e) {
      throw new WireError(400, "DIGEST_INVALID", e.getMessage());
    }
    created(response, upload.repository(), digest);
  }

  /** Where the upload is then. */
  private long append(
      RegistryPath.Upload upload, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    ContentRange range = ContentRange.of(request);
    try {
      return uploads.append(
          upload.repository(), upload.id(), range.first(), request.getInputStream());
    } catch (OutOfOrder e) {
      progress(response, upload.repository(), upload.id(), e.offset());
      throw new WireError(416, "BLOB_UPLOAD_INVALID", "the upload goes on at byte " + e.offset());
    } catch (NotFound e) {
      throw new WireError(404, "BLOB_UPLOAD_UNKNOWN", e.getMessage());
    } catch (InvalidRequest e) {
      throw new WireError(413, "SIZE_INVALID", e.getMessage());
    }
  }

  static long offset(RepositoryUploads uploads, RegistryPath.Upload upload) {
    try {
      return uploads.offset(upload.repository(), upload.id());
    } catch (NotFound e) {
      throw new WireError(404, "BLOB_UPLOAD_UNKNOWN", e.getMessage());
    }
  }

  static void progress(
      HttpServletResponse response, ImageReference repository, String id, long offset) {
    response.setHeader(HttpHeaders.LOCATION, place(repository) + "/blobs/uploads/" + id);
    response.setHeader(HttpHeaders.RANGE, "0-" + Math.max(0, offset - 1));
    response.setHeader("Docker-Upload-UUID", id);
    response.setContentLength(0);
  }

  private static void created(
      HttpServletResponse response, ImageReference repository, Digest digest) {
    response.setStatus(HttpServletResponse.SC_CREATED);
    response.setHeader(HttpHeaders.LOCATION, place(repository) + "/blobs/" + digest);
    response.setHeader("Docker-Content-Digest", digest.toString());
    response.setContentLength(0);
  }

  static String place(ImageReference repository) {
    return "/v2/" + repository.familiarRepository();
  }
}
