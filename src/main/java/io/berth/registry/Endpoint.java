package io.berth.registry;

import io.berth.oci.ImageReference;
import java.net.URI;

/** A registry's base address. */
record Endpoint(URI base) {

  static String hostOf(String domain) {
    return domain.equals(ImageReference.DEFAULT_DOMAIN) ? "registry-1.docker.io" : domain;
  }

  static Endpoint of(String scheme, String domain) {
    return new Endpoint(URI.create(scheme + "://" + hostOf(domain) + "/v2/"));
  }

  /** Of a mirror, whose address may have a path. */
  static Endpoint at(URI address) {
    String text = address.toString();
    return new Endpoint(URI.create(text + (text.endsWith("/") ? "" : "/") + "v2/"));
  }

  boolean secure() {
    return "https".equals(base.getScheme());
  }

  /** Path and query below {@code /v2/}; made of validated parts only. */
  URI resolve(String rest) {
    return URI.create(base + rest);
  }
}
