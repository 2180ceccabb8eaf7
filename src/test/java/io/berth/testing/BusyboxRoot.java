package io.berth.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** A small root file system for {@code docker import}, made of the host's static busybox. */
public final class BusyboxRoot {

  private static final List<String> APPLETS =
      List.of("sh", "echo", "cat", "sleep", "httpd", "id", "stty", "tail");

  private BusyboxRoot() {}

  public static byte[] tar() throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var tar = new TarArchiveOutputStream(bytes)) {
      file(tar, "bin/busybox", 0755, Files.readAllBytes(Path.of("/bin/busybox")));
      file(
          tar,
          "www/index.html",
          0644,
          "served from a container\n".getBytes(StandardCharsets.UTF_8));
      file(tar, "etc/passwd", 0644, "root:x:0:0::/:/bin/sh\n".getBytes(StandardCharsets.UTF_8));
      for (var applet : APPLETS) {
        var link = new TarArchiveEntry("bin/" + applet, TarConstants.LF_SYMLINK);
        link.setLinkName("busybox");
        tar.putArchiveEntry(link);
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static void file(TarArchiveOutputStream tar, String name, int mode, byte[] content)
      throws IOException {
    var entry = new TarArchiveEntry(name);
    entry.setMode(mode);
    entry.setSize(content.length);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }
}
