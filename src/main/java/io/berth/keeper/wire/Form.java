package io.berth.keeper.wire;

/** How values of one type are written and read, tag included. */
interface Form {

  void write(Sink sink, Object value);

  /** Whether the value is what {@link #absent()} gives, so that a field need not be written. */
  default boolean isAbsent(Object value) {
    return false;
  }

  /**
   * @throws BadMessage something else comes
   */
  Object read(Source source);

  /**
   * What is taken for a value that is not there.
   *
   * @throws BadMessage it has to be there
   */
  Object absent();
}
