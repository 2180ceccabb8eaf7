package io.berth.container;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;

/** The three networks that always exist; their ids are made from their names and never change. */
public enum Networks {
  BRIDGE("bridge"),
  HOST("host"),
  NONE("null");

  private final String driver;
  private final String id;

  Networks(String driver) {
    this.driver = driver;
    this.id = digest("berth network " + mode());
  }

  /** As users write it: {@code bridge}, {@code host} or {@code none}. */
  public String mode() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /** Docker's driver name. */
  public String driver() {
    return driver;
  }

  /** 64 hexadecimal digits. */
  public String id() {
    return id;
  }

  static Networks of(HostConfig host) {
    return switch (host.networkMode()) {
      case "host" -> HOST;
      case "none" -> NONE;
      default -> BRIDGE;
    };
  }

  /** Names in a create request's {@code EndpointsConfig} that mean this network. */
  Set<String> names() {
    return this == BRIDGE ? Set.of("bridge", "default", id) : Set.of(mode(), id);
  }

  private static String digest(String text) {
    try {
      var sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
