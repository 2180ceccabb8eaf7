package io.berth.content;

import io.berth.failure.Unavailable;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

/**
 * Writes one blob. Every byte is hashed as it comes, also the ones that an earlier writer left;
 * only {@link #commit()} makes the blob visible. Closed without a commit, the partial content stays
 * for the next writer. Used by one thread.
 */
public final class BlobWriter implements AutoCloseable {

  private static final int BUFFER = 128 * 1024;

  private final BlobStore store;
  private final Descriptor expected;
  private final Path file;
  private final FileChannel channel;
  private MessageDigest hash;
  private long offset;
  private boolean verified;

  private BlobWriter(BlobStore store, Descriptor expected, Path file, FileChannel channel) {
    this.store = store;
    this.expected = expected;
    this.file = file;
    this.channel = channel;
    this.hash = expected.digest().newHash();
  }

  static BlobWriter resume(BlobStore store, Descriptor expected, Path file) {
    try {
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      BlobWriter writer = new BlobWriter(store, expected, file, channel);
      try {
        writer.readBack();
        return writer;
      } catch (IOException e) {
        writer.close();
        throw e;
      }
    } catch (IOException e) {
      throw new Unavailable("cannot write blob " + expected.digest() + ": " + e.getMessage(), e);
    }
  }

  /** How many bytes are here already: ask the source for the rest. */
  public long offset() {
    return offset;
  }

  /** More content. Refuses bytes beyond the expected size. */
  public void write(byte[] bytes, int start, int length) throws IOException {
    if (offset + length > expected.size()) {
      throw tooLong();
    }
    hash.update(bytes, start, length);
    ByteBuffer buffer = ByteBuffer.wrap(bytes, start, length);
    while (buffer.hasRemaining()) {
      offset += channel.write(buffer);
    }
  }

  /** Forgets everything and starts at byte 0. */
  public void restart() throws IOException {
    channel.truncate(0);
    channel.position(0);
    hash = expected.digest().newHash();
    offset = 0;
  }

  /**
   * Holds the content against its size and digest.
   *
   * @throws Unavailable with both digests; all of it is forgotten then
   */
  public void verify() throws IOException {
    if (verified) {
      return;
    }
    if (offset != expected.size()) {
      long size = offset;
      restart();
      throw new Unavailable(
          "filesystem layer verification failed for digest %s: got %d bytes, expected %d"
              .formatted(expected.digest(), size, expected.size()));
    }
    Digest actual = expected.digest().of(hash);
    if (!actual.equals(expected.digest())) {
      restart();
      throw new Unavailable(
          "filesystem layer verification failed for digest %s: got %s"
              .formatted(expected.digest(), actual));
    }
    verified = true;
  }

  /**
   * Verifies what was not verified yet, syncs and publishes the blob.
   *
   * @throws Unavailable as {@link #verify()}
   */
  public void commit() throws IOException {
    verify();
    channel.force(true);
    channel.close();
    store.adopt(file, expected.digest());
  }

  /** Removes the partial content. */
  public void discard() throws IOException {
    channel.close();
    Files.deleteIfExists(file);
  }

  @Override
  public void close() throws IOException {
    if (offset == 0) {
      discard();
    }
    channel.close();
  }

  private void readBack() throws IOException {
    if (channel.size() > expected.size()) {
      channel.truncate(0);
    }
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    for (int n = channel.read(buffer); n > 0; n = channel.read(buffer)) {
      hash.update(buffer.array(), 0, n);
      offset += n;
      buffer.clear();
    }
  }

  private Unavailable tooLong() throws IOException {
    restart();
    return new Unavailable(
        "filesystem layer verification failed for digest %s: more than the expected %d bytes"
            .formatted(expected.digest(), expected.size()));
  }
}
