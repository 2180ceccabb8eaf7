package io.berth.networks;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/** The three networks that always exist; their ids are made from their names and never change. */
public enum BuiltIn {
  BRIDGE("bridge"),
  HOST("host"),
  NONE("null");

  private final String driver;
  private final String id;

  BuiltIn(String driver) {
    this.driver = driver;
    this.id = digest("berth network " + mode());
  }

  /** As users write it: {@code bridge}, {@code host} or {@code none}. */
  public String mode() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Docker's driver name. */
  public String driver() {
    return driver;
  }

  /** 64 hexadecimal digits. */
  public String id() {
    return id;
  }

  /** By its id. */
  public static Optional<BuiltIn> of(String id) {
    return Arrays.stream(values()).filter(network -> network.id.equals(id)).findFirst();
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
