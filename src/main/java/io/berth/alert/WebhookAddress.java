package io.berth.alert;

import io.berth.failure.InvalidRequest;
import io.berth.registry.Reach;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;

/**
 * Where webhooks may lead: by HTTP or HTTPS to another machine. Never to a link-local address,
 * where clouds keep credentials; to this machine only when administrators allow it. Names are
 * looked up here and again when connecting; the JVM's address cache makes both answers the same.
 */
final class WebhookAddress {

  private WebhookAddress() {}

  /** The address when it is one. */
  static URI parsed(String text) {
    URI uri;
    try {
      uri = URI.create(text.strip());
    } catch (IllegalArgumentException e) {
      throw new InvalidRequest("that is no address of a webhook", e);
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https") || uri.getHost() == null) {
      throw new InvalidRequest("a webhook's address begins with https:// or http:// and a host");
    }
    if (uri.getRawUserInfo() != null) {
      throw new InvalidRequest(
          "a webhook's address holds no user and password: use a secret, which signs the body");
    }
    return uri;
  }

  /**
   * @param local whether this machine is allowed
   * @throws InvalidRequest when it leads where it must not
   */
  static void requireAllowed(URI uri, boolean local) throws UnknownHostException {
    switch (Reach.of(uri.getHost())) {
      case LINK_LOCAL ->
          throw new InvalidRequest(
              uri.getHost() + " is a link-local address: webhooks never go there");
      case LOOPBACK -> {
        if (!local) {
          throw new InvalidRequest(
              uri.getHost()
                  + " is this machine: webhooks go there only when \"Alerts may go to this"
                  + " machine\" is on in the settings");
        }
      }
      case PRIVATE, PUBLIC -> {}
    }
  }

  /** What of it is no secret. */
  static String shown(URI uri) {
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    return uri.getScheme() + "://" + uri.getHost() + port + "/…";
  }
}
