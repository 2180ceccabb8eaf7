package io.berth.files;

import io.berth.linux.Directory;
import io.berth.linux.Open;
import io.berth.linux.RootPath;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;

/**
 * An overlay's upper directory as an OCI layer: what hides entries below is told by whiteouts (OCI
 * image specification, "Image Layer Filesystem Changeset"). The same files, at the same times, give
 * the same bytes.
 */
public final class LayerArchive {

  private LayerArchive() {}

  /**
   * Writes the archive, uncompressed.
   *
   * @param latest the time of files that are younger
   * @return whether there is anything in it
   */
  public static boolean write(Path upper, Instant latest, OutputStream out) throws IOException {
    TarWriter tar = new TarWriter(out);
    try (Directory top = new Directory(RootPath.openHost(upper, Open.RDONLY | Open.DIRECTORY))) {
      Packer.ofLayer(tar, latest.getEpochSecond()).content(top, "");
    }
    boolean something = tar.hasEntries();
    tar.finish();
    return something;
  }
}
