package io.berth.build;

import io.berth.testing.Docker;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** What can be compared of an image that two engines have built: all but times and ids. */
record BuiltImage(String config, String history, Map<String, String> files) {

  private static final List<String> FIELDS =
      List.of(
          "User",
          "Env",
          "Cmd",
          "Entrypoint",
          "WorkingDir",
          "Labels",
          "ExposedPorts",
          "Volumes",
          "StopSignal",
          "Healthcheck",
          "Shell",
          "OnBuild");

  /** The engine's own, in every container. */
  private static final Set<String> OWN =
      Set.of(
          "dev",
          "proc",
          "sys",
          ".dockerenv",
          "etc/hosts",
          "etc/hostname",
          "etc/resolv.conf",
          "etc/mtab");

  static BuiltImage of(Docker docker, String name) {
    String fields =
        FIELDS.stream()
            .map(field -> field + "={{json .Config." + field + "}}")
            .collect(Collectors.joining("\n"));
    String config =
        docker
            .ok("inspect", "-f", fields, name)
            .replaceAll("=(\\{\\}|\\[\\])(?=\n|$)", "=null")
            // a field that is left out is an empty one
            .replaceAll("=<no value>|=\"\"", "=null");
    String history =
        docker
            .ok("history", "--no-trunc", "--format", "{{.CreatedBy}}|{{.Comment}}", name)
            .replaceAll("(file|dir|multi):[0-9a-f]{64}", "$1:HASH");
    String id = docker.ok("create", name, "x");
    try {
      return new BuiltImage(config, history, files(docker, id));
    } finally {
      docker.ok("rm", "-v", id);
    }
  }

  private static Map<String, String> files(Docker docker, String container) {
    Map<String, String> files = new TreeMap<>();
    Process export = docker.start("export", container);
    try (InputStream out = export.getInputStream();
        var tar = new TarArchiveInputStream(out)) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        String path = entry.getName().replaceAll("^\\./|/$", "");
        if (!path.isEmpty()
            && OWN.stream().noneMatch(o -> path.equals(o) || path.startsWith(o + "/"))) {
          files.put(path, told(entry, tar.readAllBytes()));
        }
      }
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String told(TarArchiveEntry entry, byte[] content) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      return "%c %o %d:%d %s %s"
          .formatted(
              (char) (entry.getLinkFlag() == 0 ? '0' : entry.getLinkFlag()),
              entry.getMode() & 07777,
              entry.getLongUserId(),
              entry.getLongGroupId(),
              entry.getLinkName(),
              entry.isFile() ? HexFormat.of().formatHex(Arrays.copyOf(hash, 6)) : "");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
