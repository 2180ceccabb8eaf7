package io.berth.distribution;

import io.berth.image.Repositories;
import io.berth.oci.ImageReference;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code tags/list}, in parts where a client asks for so many.
 *
 * @param name of the repository, as it was asked for
 */
record TagPage(String name, List<String> tags) {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  static void write(
      Repositories repositories,
      ImageReference repository,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    List<String> all = repositories.tags(repository);
    String name = repository.familiarRepository();
    if (all.isEmpty() && !repositories.exists(repository)) {
      throw new WireError(404, "NAME_UNKNOWN", "there is no repository " + name);
    }
    String last = RegistryQuery.text(request, "last");
    List<String> after =
        last == null ? all : all.stream().filter(tag -> tag.compareTo(last) > 0).toList();
    int n = limit(RegistryQuery.text(request, "n"), after.size());
    List<String> page = after.subList(0, n);
    if (n > 0 && n < after.size()) {
      response.setHeader(
          HttpHeaders.LINK,
          "<%s?n=%d&last=%s>; rel=\"next\""
              .formatted(
                  request.getRequestURI(),
                  n,
                  URLEncoder.encode(page.getLast(), StandardCharsets.UTF_8)));
    }
    PullController.json(response, JSON.writeValueAsBytes(new TagPage(name, page)));
  }

  private static int limit(@Nullable String n, int most) {
    try {
      int wanted = n == null ? most : Integer.parseInt(n);
      if (wanted >= 0) {
        return Math.min(wanted, most);
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new WireError(400, "UNSUPPORTED", "n is how many tags to list at most, and not " + n);
  }
}
