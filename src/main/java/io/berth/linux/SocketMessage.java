package io.berth.linux;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import io.berth.failure.KernelRefused;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A struct msghdr in native memory with one part of bytes and one SCM_RIGHTS message, see
 * sendmsg(2) and cmsg(3). The layout is that of every 64-bit little-endian Linux. For one thread at
 * a time.
 */
final class SocketMessage implements AutoCloseable {

  static final int DESCRIPTORS = 16;

  private static final int PART = 64 << 10;
  private static final int SOL_SOCKET = 1;
  private static final int SCM_RIGHTS = 1;
  private static final int MSG_CTRUNC = 8;

  private static final int CONTROL_LENGTH = 40;
  private static final int FLAGS = 48;
  private static final int HEADER = 56;
  private static final int IOV = HEADER;
  private static final int CONTROL = IOV + 16;
  private static final int CONTROL_HEADER = 16;
  private static final int CONTROL_SIZE = CONTROL_HEADER + DESCRIPTORS * 4;
  private static final int BYTES = CONTROL + CONTROL_SIZE;

  private final Memory memory = new Memory(BYTES + PART);
  private final ByteBuffer view =
      memory.getByteBuffer(0, memory.size()).order(ByteOrder.LITTLE_ENDIAN);

  SocketMessage() {
    memory.clear(BYTES);
    memory.setPointer(16, memory.share(IOV));
    memory.setLong(24, 1);
    memory.setPointer(32, memory.share(CONTROL));
    memory.setPointer(IOV, memory.share(BYTES));
  }

  Pointer header() {
    return memory;
  }

  /** Prepares as many of the bytes as fit. */
  void fill(byte[] bytes, int offset, int length, List<Fd> descriptors) {
    int part = Math.min(length, PART);
    int count = descriptors.size();
    int control = count == 0 ? 0 : CONTROL_HEADER + count * 4;
    prepare(part, (control + 7) & ~7);
    view.put(BYTES, bytes, offset, part);
    view.putLong(CONTROL, control);
    view.putInt(CONTROL + 8, SOL_SOCKET);
    view.putInt(CONTROL + 12, SCM_RIGHTS);
    for (int i = 0; i < count; i++) {
      view.putInt(CONTROL + CONTROL_HEADER + i * 4, descriptors.get(i).number());
    }
  }

  void expect(int length) {
    prepare(Math.min(length, PART), CONTROL_SIZE);
  }

  private void prepare(int part, int control) {
    view.putLong(IOV + 8, part);
    view.putLong(CONTROL_LENGTH, control);
    view.putInt(FLAGS, 0);
  }

  /** Takes what was received. Fails, and closes all that came, when descriptors were cut off. */
  void take(byte[] buffer, int offset, int length, List<Fd> arrived) {
    view.get(BYTES, buffer, offset, length);
    long control = view.getLong(CONTROL_LENGTH);
    if (control >= CONTROL_HEADER
        && view.getInt(CONTROL + 8) == SOL_SOCKET
        && view.getInt(CONTROL + 12) == SCM_RIGHTS) {
      long end = Math.min(view.getLong(CONTROL), control);
      for (int at = CONTROL_HEADER; at + 4 <= end; at += 4) {
        arrived.add(Fd.own(view.getInt(CONTROL + at)));
      }
    }
    if ((view.getInt(FLAGS) & MSG_CTRUNC) != 0) {
      for (Fd fd : arrived) {
        fd.close();
      }
      throw new KernelRefused(
          "recvmsg", "socket", Errno.EMFILE, "more descriptors came than can be taken");
    }
  }

  @Override
  public void close() {
    memory.close();
  }
}
