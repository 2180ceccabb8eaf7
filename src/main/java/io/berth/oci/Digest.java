package io.berth.oci;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.berth.failure.InvalidRequest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A content digest such as {@code sha256:9e02…}, see the OCI image specification, "Digests". Only
 * registered algorithms in lower-case hexadecimal are accepted, so a digest is safe as a file name.
 */
public record Digest(String algorithm, String hex) {

  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern SHA512 = Pattern.compile("[0-9a-f]{128}");

  public Digest {
    boolean valid =
        switch (algorithm) {
          case "sha256" -> SHA256.matcher(hex).matches();
          case "sha512" -> SHA512.matcher(hex).matches();
          default -> false;
        };
    if (!valid) {
      throw new InvalidRequest("invalid digest " + algorithm + ":" + hex);
    }
  }

  /** Throws {@link InvalidRequest} for anything but {@code algorithm:hex}. */
  @JsonCreator
  public static Digest parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw new InvalidRequest("invalid digest " + text);
    }
    return new Digest(text.substring(0, colon), text.substring(colon + 1));
  }

  public static boolean isDigest(String text) {
    try {
      parse(text);
      return true;
    } catch (InvalidRequest e) {
      return false;
    }
  }

  public static Digest sha256(byte[] content) {
    MessageDigest hash = hash("sha256");
    hash.update(content);
    return sha256Of(hash);
  }

  /** The digest of what was fed to a SHA-256 hash, which is reset. */
  public static Digest sha256Of(MessageDigest finished) {
    return new Digest("sha256", HexFormat.of().formatHex(finished.digest()));
  }

  /** A fresh hash of this digest's algorithm. */
  public MessageDigest newHash() {
    return hash(algorithm);
  }

  /** The digest of what was fed to {@link #newHash()}, which is reset. */
  public Digest of(MessageDigest finished) {
    return new Digest(algorithm, HexFormat.of().formatHex(finished.digest()));
  }

  /** The first 12 hexadecimal digits, as people see them. */
  public String shortHex() {
    return hex.substring(0, 12);
  }

  @JsonValue
  @Override
  public String toString() {
    return algorithm + ":" + hex;
  }

  private static MessageDigest hash(String algorithm) {
    try {
      return MessageDigest.getInstance("sha512".equals(algorithm) ? "SHA-512" : "SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
