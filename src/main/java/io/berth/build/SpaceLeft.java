package io.berth.build;

import io.berth.failure.Unavailable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** Ends what is read before it fills the disk that it is written to. */
final class SpaceLeft extends FilterInputStream {

  private static final long STEP = 16L << 20;
  private static final long LEAST = 256L << 20;

  private final FileStore disk;
  private long untilLook;

  SpaceLeft(InputStream in, Path directory) throws IOException {
    super(in);
    this.disk = Files.getFileStore(directory);
  }

  @Override
  public int read() throws IOException {
    look(1);
    return super.read();
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int n = super.read(bytes, offset, length);
    look(n);
    return n;
  }

  private void look(int count) throws IOException {
    untilLook -= count;
    if (untilLook <= 0) {
      untilLook = STEP;
      if (disk.getUsableSpace() < LEAST) {
        throw new Unavailable(
            "the build context does not fit: less than 256 MiB of disk space are left");
      }
    }
  }
}
