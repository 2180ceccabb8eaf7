package io.berth.log;

/**
 * Somewhere between two records.
 *
 * @param number the file's
 * @param offset bytes from the file's beginning
 */
record Place(int number, long offset) {

  /** The end of a log without files: their numbers begin at 1. */
  static final Place BEFORE_ALL = beginningOf(0);

  static Place beginningOf(int number) {
    return new Place(number, LogFile.HEADER);
  }
}
