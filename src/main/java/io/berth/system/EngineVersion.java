package io.berth.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;

/**
 * What runs here.
 *
 * @param version of the engine
 * @param gitCommit short, or empty when built from no repository
 * @param buildTime RFC 3339, or empty
 * @param arch in Go's words, such as {@code amd64}
 */
public record EngineVersion(
    String version,
    String gitCommit,
    String buildTime,
    String java,
    String os,
    String arch,
    String kernel) {

  private static final Path KERNEL = Path.of("/proc/sys/kernel/osrelease");

  /** Read once; nothing of it changes while the engine runs. */
  public static EngineVersion current() {
    Properties build = build();
    return new EngineVersion(
        build.getProperty("version", "dev"),
        build.getProperty("commit", ""),
        build.getProperty("time", ""),
        "java" + Runtime.version(),
        "linux",
        goArch(System.getProperty("os.arch")),
        readKernel());
  }

  private static Properties build() {
    Properties build = new Properties();
    try (InputStream in = EngineVersion.class.getResourceAsStream("/berth-build.properties")) {
      if (in != null) {
        build.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    build.values().removeIf(value -> value.toString().startsWith("${"));
    return build;
  }

  static String goArch(String javaArch) {
    return switch (javaArch.toLowerCase(Locale.ROOT)) {
      case "x86_64", "amd64" -> "amd64";
      case "aarch64" -> "arm64";
      default -> javaArch;
    };
  }

  private static String readKernel() {
    try {
      return Files.readString(KERNEL).strip();
    } catch (IOException e) {
      return System.getProperty("os.version");
    }
  }
}
