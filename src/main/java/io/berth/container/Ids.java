package io.berth.container;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Identifiers of containers, execs and anonymous volumes. */
final class Ids {

  private static final SecureRandom RANDOM = new SecureRandom();

  private Ids() {}

  /** 64 random hexadecimal digits. */
  static String next() {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
