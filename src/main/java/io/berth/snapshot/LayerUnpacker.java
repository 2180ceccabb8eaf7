package io.berth.snapshot;

import io.berth.failure.InvalidRequest;
import io.berth.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Unpacks one archive into one directory and says what its uncompressed bytes hash to. */
final class LayerUnpacker {

  private final LayerLimits limits;

  LayerUnpacker(LayerLimits limits) {
    this.limits = limits;
  }

  /** What was unpacked: the archive's digest and the bytes of its files. */
  record Unpacked(Digest diffId, long size) {}

  /**
   * @param packed the archive, possibly compressed
   * @param expected chooses the digest's algorithm; null for SHA-256
   * @param progress told the packed bytes read so far
   */
  Unpacked unpack(
      InputStream packed, Path directory, @Nullable Digest expected, LongConsumer progress)
      throws IOException {
    MessageDigest hash = (expected == null ? Digest.sha256(new byte[0]) : expected).newHash();
    CountedStream source = new CountedStream(packed, progress);
    try (InputStream plain = Decompression.open(source);
        DigestInputStream hashed =
            new DigestInputStream(
                new CountedStream(plain, count -> check(count, source.count())), hash);
        LayerWriter writer = new LayerWriter(directory, limits)) {
      long size = entries(new TarReader(hashed), writer);
      hashed.transferTo(java.io.OutputStream.nullOutputStream());
      writer.finish();
      return new Unpacked(expected == null ? Digest.sha256Of(hash) : expected.of(hash), size);
    }
  }

  private long entries(TarReader archive, LayerWriter writer) throws IOException {
    long size = 0;
    long count = 0;
    for (TarEntry entry = archive.next(); entry != null; entry = archive.next()) {
      if (Thread.currentThread().isInterrupted()) {
        throw new java.io.InterruptedIOException("unpacking was interrupted");
      }
      if (++count > limits.entries()) {
        throw new InvalidRequest("layer has more than " + limits.entries() + " entries");
      }
      if (entry.size() > limits.bytes()) {
        throw new InvalidRequest(
            "layer entry \"%s\" claims %d bytes, more than a layer may have"
                .formatted(entry.name(), entry.size()));
      }
      writer.write(entry, archive);
      size += entry.isFile() ? entry.size() : 0;
    }
    return size;
  }

  private void check(long plain, long packed) {
    if (plain > limits.bytes()) {
      throw new InvalidRequest("layer unpacks to more than " + limits.bytes() + " bytes");
    }
    if (plain > limits.ratioFrom() && plain / Math.max(packed, 1) > limits.ratio()) {
      throw new InvalidRequest(
          "layer unpacks to more than %d times its size".formatted(limits.ratio()));
    }
  }
}
