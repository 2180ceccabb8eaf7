package io.berth.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Random secrets and what is stored of them. */
final class Secrets {

  private static final SecureRandom RANDOM = new SecureRandom();

  /** No characters that look like another: secrets are also read from a screen and typed. */
  private static final String ALPHABET = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

  private static final String PAPER_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";

  private Secrets() {}

  /** Each character carries 5.8 bits. */
  static String random(int length) {
    return random(length, ALPHABET);
  }

  private static String random(int length, String alphabet) {
    var secret = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      secret.append(alphabet.charAt(RANDOM.nextInt(alphabet.length())));
    }
    return secret.toString();
  }

  /** To be written on paper: 59 bits. */
  static String recoveryCode() {
    return String.join(
        "-", random(4, PAPER_ALPHABET), random(4, PAPER_ALPHABET), random(4, PAPER_ALPHABET));
  }

  static byte[] randomBytes(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  static long randomNumber() {
    return RANDOM.nextLong();
  }

  /** For secrets too random to guess, a plain hash is enough; passwords need an encoder. */
  static String sha256(String secret) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
