package io.berth.content;

import io.berth.failure.InvalidRequest;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Locale;

/** Stores content whose digest is not known before its end. */
final class BlobIngest implements AutoCloseable {

  private static final int BUFFER = 128 * 1024;

  private final BlobStore store;
  private final Path temporary;

  BlobIngest(BlobStore store, Path temporary) {
    this.store = store;
    this.temporary = temporary;
  }

  Descriptor copy(String mediaType, InputStream in, long limit) throws IOException {
    return write(
        mediaType,
        out -> {
          long size = 0;
          byte[] buffer = new byte[BUFFER];
          for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            size += n;
            if (size > limit) {
              throw new InvalidRequest(
                  String.format(Locale.ROOT, "content is larger than %d bytes", limit));
            }
            out.write(buffer, 0, n);
          }
        });
  }

  Descriptor write(String mediaType, BlobStore.Content content) throws IOException {
    MessageDigest hash = Digest.sha256(new byte[0]).newHash();
    long size;
    try (FileChannel file = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      OutputStream out =
          new DigestOutputStream(
              new BufferedOutputStream(Channels.newOutputStream(file), BUFFER), hash);
      content.writeTo(out);
      out.flush();
      size = file.position();
      file.force(true);
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
