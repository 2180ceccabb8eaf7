package io.berth.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.springframework.boot.ssl.pem.PemContent;
import org.springframework.core.env.PropertyResolver;

/**
 * HTTPS on the TCP port: {@code berth.tls.certificate} and {@code berth.tls.private-key} in the
 * words of Spring Boot. New files under the same names count without a restart.
 */
final class Tls {

  static final String BUNDLE = "berth";

  private static final String CERTIFICATE = "berth.tls.certificate";
  private static final String KEY = "berth.tls.private-key";
  private static final String PEM = "spring.ssl.bundle.pem." + BUNDLE + ".";

  private Tls() {}

  /**
   * Empty when nothing asks for TLS.
   *
   * @throws StartRefused when the files are not what they should be
   */
  static Map<String, Object> properties(PropertyResolver configured) {
    String certificate = configured.getProperty(CERTIFICATE, "");
    String key = configured.getProperty(KEY, "");
    if (certificate.isEmpty() && key.isEmpty()) {
      return Map.of();
    }
    if (certificate.isEmpty() || key.isEmpty()) {
      throw new StartRefused(
          (key.isEmpty() ? CERTIFICATE : KEY) + " is set alone",
          "set both " + CERTIFICATE + " and " + KEY + ", or neither",
          null);
    }
    Path certificateFile = Path.of(certificate).toAbsolutePath();
    Path keyFile = Path.of(key).toAbsolutePath();
    check(CERTIFICATE, certificateFile, pem -> pem.getCertificates().isEmpty());
    check(KEY, keyFile, pem -> pem.getPrivateKey() == null);
    return Map.of(
        "server.ssl.bundle",
        BUNDLE,
        PEM + "keystore.certificate",
        certificateFile.toUri().toString(),
        PEM + "keystore.private-key",
        keyFile.toUri().toString(),
        PEM + "reload-on-update",
        "true",
        "berth.security.secure-cookies",
        "true");
  }

  private interface Emptiness {
    boolean of(PemContent pem);
  }

  private static void check(String property, Path file, Emptiness empty) {
    if (!Files.isReadable(file)) {
      throw new StartRefused(
          property + " names " + file + ", which cannot be read", "name a PEM file", null);
    }
    try {
      if (empty.of(PemContent.load(file))) {
        throw new IllegalStateException("nothing of the kind in it");
      }
    } catch (IOException | RuntimeException e) {
      throw new StartRefused(
          property + " names " + file + ", which does not hold what it should: " + e.getMessage(),
          "name a PEM file: the certificate with its chain, the private key without password",
          e);
    }
  }
}
