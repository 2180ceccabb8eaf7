package io.berth.registry;

import io.berth.failure.Unavailable;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;

/**
 * Where a registry may send its client, by a redirect or a token realm: never from HTTPS to HTTP,
 * to another scheme, to a link-local address (cloud metadata), or nearer to this machine than the
 * registry itself is. Names are looked up here and again when connecting; the JVM's address cache
 * makes both answers the same.
 */
final class Destinations {

  private final Endpoint registry;

  Destinations(Endpoint registry) {
    this.registry = registry;
  }

  /** Returns the target when it is allowed, otherwise throws. */
  URI check(String what, URI target) {
    String scheme = target.getScheme() == null ? "" : target.getScheme().toLowerCase(Locale.ROOT);
    boolean allowed = scheme.equals("https") || (scheme.equals("http") && !registry.secure());
    if (!allowed || target.getHost() == null || target.getRawUserInfo() != null) {
      throw refused(what, target);
    }
    if (sameOrigin(target, registry.base())) {
      return target;
    }
    try {
      Reach reach = Reach.of(target.getHost());
      if (reach == Reach.LINK_LOCAL || reach.compareTo(Reach.of(registry.base().getHost())) < 0) {
        throw refused(what, target);
      }
      return target;
    } catch (UnknownHostException e) {
      throw new Unavailable("lookup " + target.getHost() + ": no such host", e);
    }
  }

  /**
   * Whether the registry's credentials may go to a token service: its own host, or one of the same
   * party, such as {@code auth.docker.io} for {@code registry-1.docker.io}.
   */
  boolean mayHaveCredentials(URI realm) {
    String own = registry.base().getHost().toLowerCase(Locale.ROOT);
    String other = realm.getHost().toLowerCase(Locale.ROOT);
    if (own.equals(other)) {
      return true;
    }
    int dot = own.indexOf('.');
    String parent = dot < 0 ? "" : own.substring(dot + 1);
    if (!isPartyName(parent)) {
      return false;
    }
    return other.equals(parent) || other.endsWith("." + parent);
  }

  static boolean sameOrigin(URI a, URI b) {
    return a.getScheme().equalsIgnoreCase(b.getScheme())
        && a.getHost().equalsIgnoreCase(b.getHost())
        && port(a) == port(b);
  }

  /** At least two labels, not an address, and not a public suffix such as {@code co.uk}. */
  private static boolean isPartyName(String name) {
    String[] labels = name.split("\\.", -1);
    if (labels.length < 2 || !Character.isLetter(name.charAt(name.length() - 1))) {
      return false;
    }
    boolean publicSuffix = labels.length == 2 && labels[0].length() <= 3 && labels[1].length() == 2;
    return !publicSuffix;
  }

  private static int port(URI uri) {
    return uri.getPort() >= 0
        ? uri.getPort()
        : "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
  }

  private Unavailable refused(String what, URI target) {
    return new Unavailable(
        "refusing the %s to \"%s:%s\" that %s sent: it leads where this registry may not send"
            .formatted(
                what,
                target.getScheme(),
                target.getHost() == null ? "" : "//" + target.getHost(),
                registry.base().getAuthority()));
  }
}
