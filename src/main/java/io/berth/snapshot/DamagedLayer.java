package io.berth.snapshot;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** What is done in the folder of a layer whose files have changed. */
final class DamagedLayer {

  private static final String MARKER = "damaged";
  private static final String REPLACED = "replaced-";

  private DamagedLayer() {}

  static boolean is(Path layer) {
    return Files.exists(layer.resolve(MARKER));
  }

  static void mark(Path layer, boolean damaged) throws IOException {
    if (!damaged) {
      Files.deleteIfExists(layer.resolve(MARKER));
    } else if (!is(layer)) {
      LayerStore.force(Files.createFile(layer.resolve(MARKER)));
    }
  }

  /**
   * Puts good files in the place of the damaged ones. Those stay beside them until the layer goes:
   * containers that run see them and nothing else until they start again.
   */
  static void replace(Path layer, Path good) throws IOException {
    Path diff = layer.resolve("diff");
    if (Files.exists(diff)) {
      Path old = Files.createTempDirectory(layer, REPLACED);
      Files.move(diff, old, StandardCopyOption.ATOMIC_MOVE);
    }
    Files.move(good, diff, StandardCopyOption.ATOMIC_MOVE);
    mark(layer, false);
    LayerStore.force(layer);
  }

  /** After a crash between taking damaged files away and putting good ones there. */
  static void putBack(Path layer) throws IOException {
    try (DirectoryStream<Path> replaced = Files.newDirectoryStream(layer, REPLACED + "*")) {
      for (Path old : replaced) {
        Files.move(old, layer.resolve("diff"), StandardCopyOption.ATOMIC_MOVE);
        return;
      }
    }
  }
}
