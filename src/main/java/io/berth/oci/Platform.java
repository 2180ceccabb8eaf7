package io.berth.oci;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.berth.failure.InvalidRequest;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an image runs on, in Go's words: {@code linux}, {@code amd64}, {@code arm64}, {@code v8}.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Platform(String os, String architecture, @Nullable String variant) {

  private static final Pattern PART = Pattern.compile("[A-Za-z0-9_-]+");

  /** The machine that this engine runs on. */
  public static Platform host() {
    return normalized("linux", System.getProperty("os.arch", "amd64"), null);
  }

  /** Parses {@code os}, {@code arch}, {@code os/arch} or {@code os/arch/variant}. */
  public static Platform parse(String text) {
    String[] parts = text.split("/", -1);
    for (String part : parts) {
      if (!PART.matcher(part).matches()) {
        throw unknown(text);
      }
    }
    return switch (parts.length) {
      case 1 -> "linux".equalsIgnoreCase(parts[0]) ? host() : normalized("linux", parts[0], null);
      case 2 -> normalized(parts[0], parts[1], null);
      case 3 -> normalized(parts[0], parts[1], parts[2]);
      default -> throw unknown(text);
    };
  }

  /** How well an image for this platform suits {@code wanted}: 0 not at all, more is better. */
  public int suits(Platform wanted) {
    Platform have = normalized(os, architecture, variant);
    if (!have.os.equals(wanted.os) || !have.architecture.equals(wanted.architecture)) {
      return 0;
    }
    if (Objects.equals(have.variant, wanted.variant)) {
      return 3;
    }
    if (have.variant == null || wanted.variant == null) {
      return 2;
    }
    return have.variant.compareTo(wanted.variant) < 0 ? 1 : 0;
  }

  @Override
  public String toString() {
    return os + "/" + architecture + (variant == null ? "" : "/" + variant);
  }

  private static Platform normalized(String os, String architecture, @Nullable String variant) {
    String arch = architecture.toLowerCase(Locale.ROOT);
    String v = variant == null || variant.isEmpty() ? null : variant.toLowerCase(Locale.ROOT);
    return switch (arch) {
      case "x86_64", "x86-64", "amd64" ->
          new Platform(lower(os), "amd64", "v1".equals(v) ? null : v);
      case "aarch64", "arm64" -> new Platform(lower(os), "arm64", "v8".equals(v) ? null : v);
      case "armhf" -> new Platform(lower(os), "arm", "v7");
      case "armel" -> new Platform(lower(os), "arm", "v6");
      case "i386", "i686" -> new Platform(lower(os), "386", v);
      default -> new Platform(lower(os), arch, v);
    };
  }

  private static String lower(String os) {
    return os.toLowerCase(Locale.ROOT);
  }

  private static InvalidRequest unknown(String text) {
    return new InvalidRequest(
        "\"" + text + "\" is an invalid component of \"" + text + "\": platform specifier");
  }
}
