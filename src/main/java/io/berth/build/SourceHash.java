package io.berth.build;

import io.berth.snapshot.TarEntry;
import io.berth.snapshot.TarReader;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What files are, whenever they were made: names, kinds, modes, links and contents, and owners
 * where those are copied as well.
 */
final class SourceHash {

  private final boolean owners;
  private long newest;

  SourceHash(boolean owners) {
    this.owners = owners;
  }

  /** The time of the youngest file so far, in seconds since the epoch. */
  long newest() {
    return newest;
  }

  /** Of an archive whose entries are in order, in hexadecimal. */
  String of(InputStream archive) throws IOException {
    TarReader tar = new TarReader(archive);
    MessageDigest hash = sha256();
    try (DataOutputStream out =
        new DataOutputStream(new DigestOutputStream(OutputStream.nullOutputStream(), hash))) {
      for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
        newest = Math.max(newest, entry.modifiedSeconds());
        write(entry, tar, out);
      }
    }
    return HexFormat.of().formatHex(hash.digest());
  }

  /** Of several hashes, or other words, in order. */
  static String of(List<String> words) {
    MessageDigest all = sha256();
    words.forEach(word -> {
      all.update(word.getBytes(StandardCharsets.UTF_8));
      all.update((byte) '\n');
    });
    return HexFormat.of().formatHex(all.digest());
  }

  private void write(TarEntry entry, TarReader tar, DataOutputStream out) throws IOException {
    out.writeInt(entry.name().length());
    out.writeChars(entry.name());
    out.writeChar(entry.type());
    out.writeInt(entry.mode() & 07777);
    out.writeInt(entry.linkName().length());
    out.writeChars(entry.linkName());
    out.writeInt(owners ? entry.uid() : 0);
    out.writeInt(owners ? entry.gid() : 0);
    out.writeInt(entry.deviceMajor());
    out.writeInt(entry.deviceMinor());
    out.writeInt(entry.attributes().size());
    for (Map.Entry<String, byte[]> more : new TreeMap<>(entry.attributes()).entrySet()) {
      out.writeUTF(more.getKey());
      out.writeInt(more.getValue().length);
      out.write(more.getValue());
    }
    out.writeLong(entry.size());
    byte[] buffer = new byte[128 * 1024];
    for (int n = tar.read(buffer); n >= 0; n = tar.read(buffer)) {
      out.write(buffer, 0, n);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
