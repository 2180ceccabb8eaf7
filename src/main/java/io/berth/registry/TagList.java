package io.berth.registry;

import io.berth.failure.Unavailable;
import io.berth.oci.ImageReference;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code GET /v2/<name>/tags/list}, page by page. */
final class TagList {

  private static final int PAGE_LIMIT = 4 * 1024 * 1024;
  private static final int MAX_TAGS = 10_000;
  private static final int MAX_PAGES = 1000;
  private static final Pattern NEXT = Pattern.compile("<([^>]+)>\\s*;\\s*rel=\"?next\"?");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Transport transport;
  private final Endpoint endpoint;

  TagList(Transport transport, Endpoint endpoint) {
    this.transport = transport;
    this.endpoint = endpoint;
  }

  List<String> fetch(ImageReference repository) throws InterruptedException {
    List<String> tags = new ArrayList<>();
    URI page = endpoint.resolve(repository.path() + "/tags/list");
    for (int pages = 1; ; pages++) {
      HttpResponse<InputStream> answer = transport.get(page, Map.of());
      if (answer.statusCode() != 200) {
        throw RegistryAnswer.refusal(answer, repository);
      }
      byte[] body = RegistryAnswer.body(answer, PAGE_LIMIT, "the list of tags");
      add(body, tags);
      Matcher next = NEXT.matcher(answer.headers().firstValue("Link").orElse(""));
      if (!next.find() || tags.size() >= MAX_TAGS || pages >= MAX_PAGES) {
        return tags;
      }
      page = sameRegistry(page, next.group(1));
    }
  }

  private URI sameRegistry(URI page, String link) {
    try {
      URI next = page.resolve(link);
      if (!next.equals(page) && Destinations.sameOrigin(next, endpoint.base())) {
        return next;
      }
    } catch (IllegalArgumentException e) {
      throw new Unavailable("the list of tags goes on at no address", e);
    }
    throw new Unavailable("the list of tags goes on at another registry");
  }

  private static void add(byte[] body, List<String> tags) {
    try {
      for (JsonNode tag : JSON.readTree(body).path("tags")) {
        tags.add(tag.asString(""));
      }
    } catch (JacksonException e) {
      throw new Unavailable("the list of tags is not JSON", e);
    }
  }
}
