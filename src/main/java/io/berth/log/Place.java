package io.berth.log;

/**
 * Somewhere between two records.
 *
 * @param number the file's
 * @param offset bytes from the file's beginning
 */
record Place(int number, long offset) {

  static Place beginningOf(int number) {
    return new Place(number, LogFile.HEADER);
  }
}
