package io.berth.audit;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.springframework.stereotype.Component;

/**
 * Tells the engine's own requests, which warm it up and change nothing, from all others: by a
 * secret that this process makes at its start and shows to nobody.
 */
@Component
public final class OwnRequests {

  /** Name of the header. */
  public static final String HEADER = "Berth-Own-Request";

  private final String secret;

  OwnRequests() {
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    secret = HexFormat.of().formatHex(random);
  }

  /** The header's value. */
  public String secret() {
    return secret;
  }

  boolean isOwn(HttpServletRequest request) {
    String shown = request.getHeader(HEADER);
    return shown != null
        && MessageDigest.isEqual(
            shown.getBytes(StandardCharsets.UTF_8), secret.getBytes(StandardCharsets.UTF_8));
  }
}
