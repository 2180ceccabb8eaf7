package io.berth.network;

import io.berth.linux.netlink.NetworkLinks.Link;
import java.security.SecureRandom;

/**
 * By what an engine knows its users' bridges again, whatever they are called: the link's alias.
 *
 * @param engine the name of the engine's default bridge
 */
record BridgeMark(String engine) {

  private static final String ALIAS = "berth:";
  private static final SecureRandom RANDOM = new SecureRandom();

  /** The name of a bridge that nobody gave one, 15 characters. */
  String linkName(String id) {
    return prefix() + id.substring(0, 8);
  }

  private String prefix() {
    return "bn%05x".formatted(engine.hashCode() & 0xfffff);
  }

  String alias(String id) {
    return ALIAS + engine + ":" + id;
  }

  boolean isOf(Link link, String id) {
    return link.alias().equals(alias(id))
        || link.alias().isEmpty() && link.name().equals(linkName(id));
  }

  /** Whether it is one of this engine's, also one that was not finished. */
  boolean isOurs(Link link) {
    return link.alias().startsWith(ALIAS + engine + ":")
        || link.alias().isEmpty() && link.name().matches(prefix() + "[0-9a-f]{8}");
  }

  static boolean isAny(Link link) {
    return link.alias().startsWith(ALIAS);
  }

  /** Locally administered. */
  static byte[] randomMac() {
    byte[] mac = new byte[6];
    RANDOM.nextBytes(mac);
    mac[0] = 2;
    mac[1] = 0x42;
    return mac;
  }
}
