package io.berth.snapshot;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads single files of the tree that layers show together. */
public final class MergedFile {

  private MergedFile() {}

  /**
   * A regular file, reached by names alone: no link leads to it. Empty when there is none.
   *
   * @param layers the base first
   * @param limit most bytes; a longer file is {@link io.berth.failure.InvalidRequest}
   */
  public static Optional<byte[]> read(List<Path> layers, String path, int limit) {
    try (LayerStack stack = new LayerStack(layers)) {
      return stack.read(List.of(path.split("/")), limit);
    }
  }
}
