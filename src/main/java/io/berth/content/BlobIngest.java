package io.berth.content;

import io.berth.failure.InvalidRequest;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Locale;

/** Stores content whose digest is not known before its end. */
final class BlobIngest implements AutoCloseable {

  private final BlobStore store;
  private final Path temporary;

  BlobIngest(BlobStore store, Path temporary) {
    this.store = store;
    this.temporary = temporary;
  }

  Descriptor copy(String mediaType, InputStream in, long limit) throws IOException {
    MessageDigest hash = Digest.sha256(new byte[0]).newHash();
    long size = 0;
    byte[] buffer = new byte[128 * 1024];
    try (FileChannel out = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        size += n;
        if (size > limit) {
          throw new InvalidRequest(
              String.format(Locale.ROOT, "content is larger than %d bytes", limit));
        }
        hash.update(buffer, 0, n);
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, n);
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
      }
      out.force(true);
    }
    Digest digest = Digest.sha256Of(hash);
    store.adopt(temporary, digest);
    return new Descriptor(mediaType, digest, size);
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(temporary);
  }
}
