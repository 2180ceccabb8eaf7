package io.berth.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Builds tar archives, decent and hostile, entry by entry. */
public final class Tars {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8");

  public Tars() {
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
  }

  public Tars directory(String name) {
    return add(
        name.endsWith("/") ? name : name + "/", TarConstants.LF_DIR, "", e -> e.setMode(0755));
  }

  public Tars file(String name, String content) {
    return file(name, content.getBytes(UTF_8), 0644);
  }

  public Tars file(String name, byte[] content, int mode) {
    return add(
        name,
        TarConstants.LF_NORMAL,
        content,
        e -> {
          e.setSize(content.length);
          e.setMode(mode);
        });
  }

  public Tars symbolicLink(String name, String target) {
    return add(name, TarConstants.LF_SYMLINK, "", e -> e.setLinkName(target));
  }

  public Tars hardLink(String name, String target) {
    return add(name, TarConstants.LF_LINK, "", e -> e.setLinkName(target));
  }

  /** An entry of any type; {@code more} sets what else it should say. */
  public Tars add(String name, byte type, String content, Consumer<TarArchiveEntry> more) {
    return add(name, type, content.getBytes(UTF_8), more);
  }

  public Tars attribute(String name, String content, Map<String, String> attributes) {
    return add(
        name,
        TarConstants.LF_NORMAL,
        content,
        e -> {
          e.setSize(content.getBytes(UTF_8).length);
          attributes.forEach((key, value) -> e.addPaxHeader("SCHILY.xattr." + key, value));
        });
  }

  public byte[] plain() {
    try {
      tar.finish();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public byte[] gzip() {
    return gzip(plain());
  }

  public static byte[] gzip(byte[] content) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  private Tars add(String name, byte type, byte[] content, Consumer<TarArchiveEntry> more) {
    TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
    entry.setModTime(0);
    more.accept(entry);
    try {
      tar.putArchiveEntry(entry);
      tar.write(content);
      tar.closeArchiveEntry();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }
}
