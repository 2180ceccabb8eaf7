package io.berth.log;

import java.io.IOException;
import java.nio.file.NoSuchFileException;

/** Finds where a log ends from its files, which another process may be writing. */
final class Tip {

  private static final int LOOKS = 8;

  private Tip() {}

  /** The end of the newest file's last whole record. */
  static Place of(LogDirectory directory) throws IOException {
    while (true) {
      int[] numbers = directory.numbers();
      if (numbers.length == 0) {
        return Place.BEFORE_ALL;
      }
      int newest = numbers[numbers.length - 1];
      try (var file = LogFile.open(directory, newest)) {
        return new Place(newest, endOf(file));
      } catch (NoSuchFileException e) {
        // rotated away meanwhile
      }
    }
  }

  /** Reads backward where that works, which it does not while a write is under way. */
  static long endOf(LogFile file) throws IOException {
    for (int look = 0; look < LOOKS; look++) {
      long size = file.size();
      if (size == LogFile.HEADER || new Backward(file, size).retreat()) {
        return size;
      }
      Thread.yield();
    }
    long size = file.size();
    var whole = new Forward(file, LogFile.HEADER, Forward.newWindow());
    while (whole.advance(size)) {}
    return whole.offset();
  }
}
