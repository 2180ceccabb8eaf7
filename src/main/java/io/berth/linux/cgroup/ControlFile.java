package io.berth.linux.cgroup;

import io.berth.failure.KernelRefused;
import io.berth.linux.Errno;
import io.berth.linux.Fd;
import io.berth.linux.Io;
import io.berth.linux.Open;
import io.berth.linux.RootPath;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Reads and writes files of the cgroup file systems: one write is one request. */
final class ControlFile {

  private ControlFile() {}

  static void write(Path file, String value) {
    try (Fd fd = RootPath.openHost(file, Open.WRONLY)) {
      Io.write(fd, value.getBytes(StandardCharsets.US_ASCII));
    } catch (KernelRefused e) {
      throw Errno.refused("write \"" + value + "\" to", file.toString(), e.errno());
    }
  }

  static String read(Path file) {
    try (Fd fd = RootPath.openHost(file, Open.RDONLY)) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      byte[] buffer = new byte[4096];
      for (int n = Io.read(fd, buffer); n > 0; n = Io.read(fd, buffer)) {
        all.write(buffer, 0, n);
      }
      return all.toString(StandardCharsets.US_ASCII);
    }
  }

  /** A number, or 0 for {@code max}, an absent file, and anything beyond what a host can have. */
  static long number(Path file) {
    try {
      String text = read(file).strip();
      return text.equals("max") ? 0 : bounded(Long.parseUnsignedLong(text));
    } catch (KernelRefused | NumberFormatException e) {
      return 0;
    }
  }

  private static long bounded(long n) {
    return n < 0 || n >= 0x7ffffffffffff000L ? 0 : n;
  }

  /** Lines of a key and a number; empty when the file is absent. */
  static Map<String, Long> table(Path file) {
    try {
      return parse(read(file));
    } catch (KernelRefused e) {
      return Map.of();
    }
  }

  static Map<String, Long> parse(String text) {
    Map<String, Long> values = new HashMap<>();
    for (String line : text.split("\n")) {
      int space = line.lastIndexOf(' ');
      if (space > 0) {
        try {
          values.put(line.substring(0, space), Long.parseUnsignedLong(line.substring(space + 1)));
        } catch (NumberFormatException e) {
          continue; // not a counter
        }
      }
    }
    return values;
  }
}
