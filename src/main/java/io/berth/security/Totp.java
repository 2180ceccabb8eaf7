package io.berth.security;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.OptionalLong;
import javax.crypto.spec.SecretKeySpec;
import org.apache.commons.codec.binary.Base32;

/**
 * Codes that change each half minute (RFC 6238), as authenticator apps make them.
 *
 * @param secret 20 bytes
 */
record Totp(byte[] secret) {

  private static final TimeBasedOneTimePasswordGenerator GENERATOR =
      new TimeBasedOneTimePasswordGenerator();
  private static final int SECRET_BYTES = 20;

  /** How many steps a clock may be off, either way. */
  private static final int DRIFT = 1;

  static Totp random() {
    return new Totp(Secrets.randomBytes(SECRET_BYTES));
  }

  static Totp ofText(String base32) {
    return new Totp(new Base32().decode(base32));
  }

  /** As people type it into an app that cannot scan. */
  String text() {
    return new Base32().encodeToString(secret);
  }

  /** What the QR code says. */
  String uri(String user, String engine) {
    String label = encoded("Berth " + engine) + ":" + encoded(user);
    return "otpauth://totp/%s?secret=%s&issuer=%s"
        .formatted(label, text(), encoded("Berth " + engine));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /**
   * Which half minute the code is of, near this one; empty when it is of none.
   *
   * @param after the last one whose code was used: each is good for once
   */
  OptionalLong stepOf(String code, Instant now, long after) {
    long current = now.getEpochSecond() / GENERATOR.getTimeStep().toSeconds();
    OptionalLong found = OptionalLong.empty();
    for (long step = current - DRIFT; step <= current + DRIFT; step++) {
      if (MessageDigest.isEqual(bytes(code), bytes(codeOf(step))) && step > after) {
        found = OptionalLong.of(step);
      }
    }
    return found;
  }

  String codeAt(Instant time) {
    return codeOf(time.getEpochSecond() / GENERATOR.getTimeStep().toSeconds());
  }

  private String codeOf(long step) {
    try {
      return GENERATOR.generateOneTimePasswordString(
          new SecretKeySpec(secret, GENERATOR.getAlgorithm()),
          Instant.ofEpochSecond(step * GENERATOR.getTimeStep().toSeconds()));
    } catch (InvalidKeyException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
