package io.berth.linux.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One message from the kernel. Parsing only: nothing here talks to it. */
record Answer(int type, int sequence, ByteBuffer payload) {

  static final int NLMSG_ERROR = 2;
  static final int NLMSG_DONE = 3;

  private static final int HEADER = 16;

  /** Cuts a datagram into its messages; what is torn or too short ends the list. */
  static List<Answer> parse(byte[] datagram, int length) {
    List<Answer> answers = new ArrayList<>();
    ByteBuffer buffer = ByteBuffer.wrap(datagram, 0, length).order(ByteOrder.nativeOrder());
    int at = 0;
    while (at + HEADER <= length) {
      int size = buffer.getInt(at);
      if (size < HEADER || at + size > length) {
        break;
      }
      answers.add(
          new Answer(
              Short.toUnsignedInt(buffer.getShort(at + 4)),
              buffer.getInt(at + 8),
              buffer.slice(at + HEADER, size - HEADER).order(ByteOrder.nativeOrder())));
      at += aligned(size);
    }
    return answers;
  }

  /** The error number of an {@code NLMSG_ERROR}; 0 is an acknowledgement. */
  int errno() {
    return payload.remaining() < 4 ? 0 : -payload.getInt(0);
  }

  /**
   * @param bodyLength of the fixed structure before the attributes
   */
  Map<Integer, byte[]> attributes(int bodyLength) {
    Map<Integer, byte[]> attributes = new HashMap<>();
    int at = aligned(bodyLength);
    while (at + 4 <= payload.limit()) {
      int size = Short.toUnsignedInt(payload.getShort(at));
      if (size < 4 || at + size > payload.limit()) {
        break;
      }
      byte[] value = new byte[size - 4];
      payload.get(at + 4, value);
      attributes.put(Short.toUnsignedInt(payload.getShort(at + 2)) & 0x3fff, value);
      at += aligned(size);
    }
    return attributes;
  }

  static String text(byte @Nullable [] value) {
    return value == null || value.length == 0
        ? ""
        : new String(value, 0, value.length - 1, StandardCharsets.US_ASCII);
  }

  static int number(byte @Nullable [] value) {
    return value == null || value.length < 4
        ? 0
        : ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getInt();
  }

  private static int aligned(int size) {
    return (size + 3) & ~3;
  }
}
