package io.berth.registry;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * One request to a registry.
 *
 * @param content opened anew for each attempt
 * @param size bytes of the content
 */
record Call(
    String method, URI uri, Map<String, String> headers, Supplier<InputStream> content, long size) {

  static Call get(URI uri, Map<String, String> headers) {
    return of("GET", uri, headers);
  }

  /** One without content. */
  static Call of(String method, URI uri, Map<String, String> headers) {
    return new Call(method, uri, headers, InputStream::nullInputStream, 0);
  }

  Call to(URI other) {
    return new Call(method, other, headers, content, size);
  }

  BodyPublisher body() {
    return size == 0
        ? BodyPublishers.noBody()
        : BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(content), size);
  }

  /** As in {@code Get "http://…": …}. */
  String failed(String reason) {
    return "%s%s \"%s\": %s"
        .formatted(method.charAt(0), method.substring(1).toLowerCase(Locale.ROOT), uri, reason);
  }
}
