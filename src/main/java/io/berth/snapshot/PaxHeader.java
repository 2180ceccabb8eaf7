package io.berth.snapshot;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.berth.linux.FileName;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The records of an extended header, see pax(1), "pax Extended Header". */
final class PaxHeader {

  private static final String ATTRIBUTE = "SCHILY.xattr.";

  private final Map<String, byte[]> records = new LinkedHashMap<>();

  boolean isEmpty() {
    return records.isEmpty();
  }

  /** Adds records of the form {@code "<length> <key>=<value>\n"}. */
  void parse(byte[] bytes) {
    int at = 0;
    while (at < bytes.length && bytes[at] != 0) {
      int space = indexOf(bytes, ' ', at, Math.min(at + 12, bytes.length));
      int length = (int) number(new String(bytes, at, space - at, US_ASCII));
      int end = at + length;
      if (length <= 0 || end > bytes.length || end <= space + 1 || bytes[end - 1] != '\n') {
        throw TarReader.malformed("invalid extended header");
      }
      int equals = indexOf(bytes, '=', space + 1, end);
      String key = FileName.decode(bytes, space + 1, equals - space - 1);
      records.put(key, Arrays.copyOfRange(bytes, equals + 1, end - 1));
      at = end;
    }
  }

  TarEntry apply(TarHeader header, @Nullable String longName, @Nullable String longLink) {
    if (header.type() == 'S'
        || records.keySet().stream().anyMatch(k -> k.startsWith("GNU.sparse"))) {
      throw TarReader.malformed("sparse files are not supported in layers");
    }
    String name = text("path", longName == null ? header.name() : longName);
    BigDecimal modified = modified(header);
    BigDecimal seconds = modified.setScale(0, RoundingMode.FLOOR);
    long size = records.containsKey("size") ? number(text("size", "")) : header.size();
    return new TarEntry(
        name,
        type(header.type(), name),
        text("linkpath", longLink == null ? header.linkName() : longLink),
        header.mode(),
        id("uid", header.uid()),
        id("gid", header.gid()),
        size,
        seconds.longValueExact(),
        modified.subtract(seconds).movePointRight(9).intValue(),
        header.deviceMajor(),
        header.deviceMinor(),
        attributes());
  }

  /** Before POSIX, a directory was a file whose name ends in a slash. */
  private static char type(char type, String name) {
    return (type == '0' || type == '\0') && name.endsWith("/") ? '5' : type;
  }

  private BigDecimal modified(TarHeader header) {
    if (!records.containsKey("mtime")) {
      return BigDecimal.valueOf(header.modified());
    }
    String text = text("mtime", "");
    if (!text.matches("-?[0-9]{1,18}(\\.[0-9]{0,18})?")) {
      throw TarReader.malformed("invalid time in an extended header");
    }
    return new BigDecimal(text.endsWith(".") ? text + "0" : text);
  }

  private int id(String key, long inHeader) {
    long id = records.containsKey(key) ? number(text(key, "")) : inHeader;
    if (id < 0 || id >= 0xffffffffL) {
      throw TarReader.malformed("invalid " + key + " " + id);
    }
    return (int) id;
  }

  private Map<String, byte[]> attributes() {
    Map<String, byte[]> attributes = new LinkedHashMap<>();
    records.forEach((key, value) -> {
      if (key.startsWith(ATTRIBUTE)) {
        attributes.put(key.substring(ATTRIBUTE.length()), value);
      }
    });
    return attributes;
  }

  private String text(String key, String otherwise) {
    byte[] value = records.get(key);
    return value == null ? otherwise : FileName.decode(value, 0, value.length);
  }

  private static long number(String digits) {
    if (!digits.matches("[0-9]{1,18}")) {
      throw TarReader.malformed("invalid number in an extended header");
    }
    return Long.parseLong(digits);
  }

  private static int indexOf(byte[] bytes, char wanted, int from, int end) {
    for (int i = from; i < end; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    throw TarReader.malformed("invalid extended header");
  }
}
