package io.berth.content;

import io.berth.failure.InvalidRequest;
import io.berth.failure.Unavailable;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

/**
 * Content that comes in pieces, hashed as it comes, and whose sender says at the end what its
 * digest should be. Closed before that, nothing of it stays. Used by one thread at a time.
 */
public final class BlobUpload implements AutoCloseable {

  private static final int BUFFER = 128 * 1024;

  private final BlobStore store;
  private final Path file;
  private final FileChannel channel;
  private final MessageDigest hash = Digest.sha256(new byte[0]).newHash();
  private long offset;

  BlobUpload(BlobStore store, Path file) throws IOException {
    this.store = store;
    this.file = file;
    this.channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /** How many bytes are here. */
  public long offset() {
    return offset;
  }

  /**
   * Takes a stream to its end; what came before it broke stays.
   *
   * @param limit bytes of the whole content
   * @throws InvalidRequest it is larger
   * @throws IOException the sender is gone
   */
  public void append(InputStream in, long limit) throws IOException {
    byte[] buffer = new byte[BUFFER];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      if (offset + n > limit) {
        throw new InvalidRequest("content is larger than " + limit + " bytes");
      }
      store(buffer, n);
    }
  }

  private void store(byte[] bytes, int length) {
    try {
      ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
      for (long at = offset; buffer.hasRemaining(); ) {
        at += channel.write(buffer, at);
      }
    } catch (IOException e) {
      throw new Unavailable("cannot store content: " + e.getMessage(), e);
    }
    hash.update(bytes, 0, length);
    offset += length;
  }

  /**
   * Publishes the content; the upload is over then, whatever happens.
   *
   * @throws InvalidRequest it has another digest
   */
  public Descriptor finish(Digest expected) {
    try (this) {
      Digest actual = digest(expected);
      if (!actual.equals(expected)) {
        throw new InvalidRequest(
            "the content has the digest %s, not %s".formatted(actual, expected));
      }
      channel.force(true);
      store.adopt(file, expected);
      return new Descriptor("", expected, offset);
    } catch (IOException e) {
      throw new Unavailable("cannot store content: " + e.getMessage(), e);
    }
  }

  private Digest digest(Digest expected) throws IOException {
    if (expected.algorithm().equals("sha256")) {
      return Digest.sha256Of(hash);
    }
    MessageDigest other = expected.newHash();
    channel.position(0);
    InputStream in = Channels.newInputStream(channel);
    byte[] buffer = new byte[BUFFER];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      other.update(buffer, 0, n);
    }
    return expected.of(other);
  }

  @Override
  public void close() {
    try {
      channel.close();
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new Unavailable("cannot remove unfinished content: " + e.getMessage(), e);
    }
  }
}
