package io.berth.registry;

import io.berth.oci.ImageReference;
import java.util.Set;

/** A registry's address as the docker command tells it. */
public final class RegistryAddress {

  private static final Set<String> HUB =
      Set.of("", "docker.io", "index.docker.io", "registry-1.docker.io");

  private RegistryAddress() {}

  /** {@code host} or {@code host:port}. */
  public static String domain(String address) {
    String bare = address.replaceFirst("^https?://", "");
    int slash = bare.indexOf('/');
    String domain = slash < 0 ? bare : bare.substring(0, slash);
    return HUB.contains(domain) ? ImageReference.DEFAULT_DOMAIN : domain;
  }
}
