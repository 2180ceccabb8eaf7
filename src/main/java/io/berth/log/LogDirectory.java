package io.berth.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The names of a log's files. */
record LogDirectory(Path path) {

  static final int NONE = -1;

  private static final Pattern NAME = Pattern.compile("\\d{10}\\.log");

  Path file(int number) {
    return path.resolve("%010d.log".formatted(number));
  }

  /** The numbers of the files that exist, ascending; none when the directory is gone. */
  int[] numbers() throws IOException {
    try (var files = Files.list(path)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> NAME.matcher(name).matches())
          .mapToInt(name -> Integer.parseInt(name, 0, 10, 10))
          .sorted()
          .toArray();
    } catch (NoSuchFileException e) {
      return new int[0];
    }
  }

  /** The lowest number in use that is at least {@code number}, or {@link #NONE}. */
  int atLeast(int number) throws IOException {
    for (int n : numbers()) {
      if (n >= number) {
        return n;
      }
    }
    return NONE;
  }

  long size() throws IOException {
    long size = 0;
    for (int n : numbers()) {
      try {
        size += Files.size(file(n));
      } catch (NoSuchFileException e) {
        // rotated away meanwhile
      }
    }
    return size;
  }

  void delete(int number) throws IOException {
    Files.deleteIfExists(file(number));
  }
}
