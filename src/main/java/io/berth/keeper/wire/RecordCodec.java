package io.berth.keeper.wire;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records as bytes. Every value says what it is and every field its name: a reader skips fields
 * that it does not know and takes the empty value for those that are absent, so that the two sides
 * may be of different versions.
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

  private static final int NOTHING = 0;
  private static final int FALSE = 1;
  private static final int TRUE = 2;
  private static final int NUMBER = 3;
  private static final int TEXT = 4;
  private static final int LIST = 5;
  private static final int RECORD = 6;
  private static final int DEEPEST = 32;
  private static final int MOST_VALUES = 1 << 18;

  private RecordCodec() {}

  /** A record as it was read, before it is known what it shall be. */
  record Node(String name, Map<String, @Nullable Object> fields) {}

  /**
   * Bounds what a message can take of memory: the smallest value is one byte here, and many there.
   */
  private static final class Input extends DataInputStream {
    private int values;

    Input(byte[] bytes) {
      super(new ByteArrayInputStream(bytes));
    }

    void countValue() {
      if (++values > MOST_VALUES) {
        throw new BadMessage("message of too many values");
      }
    }
  }

  public static byte[] write(Record value) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
      write(new DataOutputStream(bytes), Shapes.flat(value));
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new IllegalStateException(e); // memory takes everything
    }
  }

  /**
   * @param type a record, or a sealed interface of records
   * @throws BadMessage the bytes are no such record
   */
  public static <T> T read(byte[] bytes, Class<T> type) {
    return type.cast(Shapes.shaped(parse(bytes), type));
  }

  /** What is not known is read as {@link Message.Unknown}. */
  static Message message(byte[] bytes) {
    Node node = parse(bytes);
    if (!Shapes.knows(node.name(), Message.class)) {
      long call = node.fields().get("call") instanceof Long number ? number : 0;
      return new Message.Unknown(call, node.name());
    }
    return (Message) Shapes.shaped(node, Message.class);
  }

  private static Node parse(byte[] bytes) {
    try (Input in = new Input(bytes)) {
      if (read(in, 0) instanceof Node node && in.read() < 0) {
        return node;
      }
      throw new BadMessage("not one record");
    } catch (IOException e) {
      throw new BadMessage("message ends early");
    }
  }

  private static void write(DataOutputStream out, @Nullable Object value) throws IOException {
    switch (value) {
      case null -> out.writeByte(NOTHING);
      case Boolean truth -> out.writeByte(truth ? TRUE : FALSE);
      case Long number -> {
        out.writeByte(NUMBER);
        out.writeLong(number);
      }
      case String text -> {
        out.writeByte(TEXT);
        text(out, text);
      }
      case List<?> list -> {
        out.writeByte(LIST);
        out.writeInt(list.size());
        for (Object element : list) {
          write(out, element);
        }
      }
      case Node node -> {
        out.writeByte(RECORD);
        text(out, node.name);
        out.writeInt(node.fields.size());
        for (var field : node.fields.entrySet()) {
          text(out, field.getKey());
          write(out, field.getValue());
        }
      }
      default -> throw new IllegalArgumentException("no wire form: " + value.getClass());
    }
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static @Nullable Object read(Input in, int depth) throws IOException {
    if (depth > DEEPEST) {
      throw new BadMessage("message is nested too deeply");
    }
    in.countValue();
    int tag = in.readUnsignedByte();
    return switch (tag) {
      case NOTHING -> null;
      case FALSE -> false;
      case TRUE -> true;
      case NUMBER -> in.readLong();
      case TEXT -> text(in);
      case LIST -> {
        int size = count(in);
        List<@Nullable Object> list = new ArrayList<>();
        for (int i = 0; i < size; i++) {
          list.add(read(in, depth + 1));
        }
        yield list;
      }
      case RECORD -> {
        String name = text(in);
        int size = count(in);
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
          fields.put(text(in), read(in, depth + 1));
        }
        yield new Node(name, fields);
      }
      default -> throw new BadMessage("unknown kind of value: " + tag);
    };
  }

  private static String text(Input in) throws IOException {
    byte[] bytes = new byte[count(in)];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Everything that is counted takes at least a byte. */
  private static int count(Input in) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > in.available()) {
      throw new BadMessage("message ends early");
    }
    return count;
  }
}
