package io.berth.linux.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Builds one rtnetlink message: header, fixed body, attributes aligned to four bytes. See
 * netlink(7) and rtnetlink(7).
 */
final class Request {

  static final short NLM_F_REQUEST = 0x1;
  static final short NLM_F_ACK = 0x4;
  static final short NLM_F_DUMP = 0x300;
  static final short NLM_F_REPLACE = 0x100;
  static final short NLM_F_EXCL = 0x200;
  static final short NLM_F_CREATE = 0x400;

  private static final int HEADER = 16;
  private static final int LARGEST = 4096;

  private final ByteBuffer buffer =
      ByteBuffer.allocate(LARGEST).order(ByteOrder.nativeOrder()).position(HEADER);

  Request(short type, int flags) {
    buffer.putShort(4, type).putShort(6, (short) (NLM_F_REQUEST | flags));
  }

  /** The body of link messages, {@code struct ifinfomsg}. */
  Request link(int index, int flags, int change) {
    return link(0, index, flags, change);
  }

  Request link(int family, int index, int flags, int change) {
    buffer.put((byte) family).put((byte) 0).putShort((short) 0);
    buffer.putInt(index).putInt(flags).putInt(change);
    return this;
  }

  /** The body of address messages, {@code struct ifaddrmsg}. */
  Request address(int family, int prefixLength, int index) {
    buffer.put((byte) family).put((byte) prefixLength).put((byte) 0).put((byte) 0).putInt(index);
    return this;
  }

  /** The body of route messages, {@code struct rtmsg}. */
  Request route(int family, int table, int protocol, int scope, int type) {
    buffer.put((byte) family).put(new byte[3]);
    buffer.put((byte) table).put((byte) protocol).put((byte) scope).put((byte) type).putInt(0);
    return this;
  }

  Request attribute(int type, byte[] value) {
    buffer.putShort((short) (4 + value.length)).putShort((short) type).put(value);
    align();
    return this;
  }

  Request attribute(int type, String value) {
    return attribute(type, (value + "\0").getBytes(StandardCharsets.US_ASCII));
  }

  Request attribute(int type, int value) {
    buffer.putShort((short) 8).putShort((short) type).putInt(value);
    return this;
  }

  /** Opens an attribute that holds others; pass the result to {@link #end}. */
  int begin(int type) {
    int start = buffer.position();
    buffer.putShort((short) 0).putShort((short) type);
    return start;
  }

  Request end(int start) {
    buffer.putShort(start, (short) (buffer.position() - start));
    return this;
  }

  byte[] bytes(int sequence) {
    int length = buffer.position();
    buffer.putInt(0, length).putInt(8, sequence).putInt(12, 0);
    byte[] bytes = new byte[length];
    buffer.get(0, bytes);
    return bytes;
  }

  private void align() {
    while (buffer.position() % 4 != 0) {
      buffer.put((byte) 0);
    }
  }
}
