package io.berth.keeper.wire;

/**
 * Records as bytes. Every value says what it is and every field its name; empty fields are left
 * out. A reader skips fields that it does not know and takes the empty value for those that are
 * absent, so that the two sides may be of different versions.
 *
 * <pre>
 *   0                      nothing
 *   1, 2                   false, true
 *   3  8 bytes             a number
 *   4  n (4 bytes), n      text in UTF-8
 *   5  n (4 bytes)         n values, a list
 *   6  text, n (4 bytes)   a record's simple name, and n times: a field's name, its value
 * </pre>
 *
 * Maps are lists of keys and values in turn; paths, times and enum constants are text.
 */
public final class RecordCodec {

  private static final SealedForm MESSAGES = new SealedForm(Message.class);

  private RecordCodec() {}

  public static byte[] write(Record value) {
    Sink sink = new Sink();
    Forms.of(value.getClass()).write(sink, value);
    return sink.bytes();
  }

  /**
   * @param type a record, or a sealed interface of records
   * @throws BadMessage the bytes are no such record
   */
  public static <T> T read(byte[] bytes, Class<T> type) {
    Source source = new Source(bytes);
    Object value = Forms.of(type).read(source);
    source.requireEnd();
    return type.cast(value);
  }

  /** What is not known is read as {@link Message.Unknown}. */
  static Message message(byte[] bytes) {
    Source source = new Source(bytes);
    source.expect(Tag.RECORD);
    String name = source.text();
    RecordForm known = MESSAGES.find(name);
    Message message =
        known == null ? unknown(source, name) : Message.class.cast(known.readFields(source));
    source.requireEnd();
    return message;
  }

  private static Message unknown(Source source, String name) {
    long call = 0;
    for (int left = source.count(); left > 0; left--) {
      if (source.text().equals("call") && source.peek() == Tag.NUMBER) {
        source.tag();
        call = source.number();
      } else {
        source.skip();
      }
    }
    return new Message.Unknown(call, name);
  }
}
