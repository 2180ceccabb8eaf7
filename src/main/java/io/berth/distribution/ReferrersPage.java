package io.berth.distribution;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.berth.image.Repositories;
import io.berth.image.Repositories.Referrer;
import io.berth.oci.Digest;
import io.berth.oci.ImageReference;
import io.berth.oci.MediaType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import tools.jackson.databind.json.JsonMapper;

/** What is attached to a manifest, as an index, in parts when it is much. */
final class ReferrersPage {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Bytes of one answer, which clients take as they take manifests; a descriptor is well below. */
  private static final int LARGEST = 3 * 1024 * 1024;

  private ReferrersPage() {}

  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  private record Entry(
      String mediaType,
      Digest digest,
      long size,
      String artifactType,
      Map<String, String> annotations) {
    static Entry of(Referrer referrer) {
      var manifest = referrer.manifest();
      return new Entry(
          manifest.mediaType(),
          manifest.digest(),
          manifest.size(),
          referrer.artifactType(),
          referrer.annotations());
    }
  }

  private record Index(int schemaVersion, String mediaType, List<Entry> manifests) {}

  static void write(
      Repositories repositories,
      RegistryPath.Referrers asked,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    ImageReference repository = asked.repository();
    String type = RegistryQuery.text(request, "artifactType");
    String last = RegistryQuery.text(request, "last");
    List<Entry> page = new ArrayList<>();
    int bytes = 0;
    for (Referrer referrer : repositories.referrers(repository, asked.digest())) {
      boolean wanted = type == null || type.isEmpty() || type.equals(referrer.artifactType());
      String digest = referrer.manifest().digest().toString();
      if (wanted && (last == null || digest.compareTo(last) > 0)) {
        Entry entry = Entry.of(referrer);
        bytes += JSON.writeValueAsBytes(entry).length;
        if (bytes > LARGEST && !page.isEmpty()) {
          response.setHeader(HttpHeaders.LINK, next(request, page.getLast(), type));
          break;
        }
        page.add(entry);
      }
    }
    if (type != null && !type.isEmpty()) {
      response.setHeader("OCI-Filters-Applied", "artifactType");
    }
    byte[] body = JSON.writeValueAsBytes(new Index(2, MediaType.OCI_INDEX, page));
    response.setContentType(MediaType.OCI_INDEX);
    response.setContentLength(body.length);
    if (!request.getMethod().equals("HEAD")) {
      response.getOutputStream().write(body);
    }
  }

  private static String next(
      HttpServletRequest request, Entry last, @org.jspecify.annotations.Nullable String type) {
    String filter =
        type == null || type.isEmpty()
            ? ""
            : "&artifactType=" + URLEncoder.encode(type, StandardCharsets.UTF_8);
    return "<%s?last=%s%s>; rel=\"next\"".formatted(request.getRequestURI(), last.digest(), filter);
  }
}
