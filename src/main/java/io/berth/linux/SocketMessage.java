package io.berth.linux;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import io.berth.failure.KernelRefused;
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

  private static final int HEADER = 56;
  private static final int IOV = HEADER;
  private static final int CONTROL = IOV + 16;
  private static final int CONTROL_HEADER = 16;
  private static final int CONTROL_SIZE = CONTROL_HEADER + DESCRIPTORS * 4;
  private static final int BYTES = CONTROL + CONTROL_SIZE;

  private final Memory memory = new Memory(BYTES + PART);

  Pointer header() {
    return memory;
  }

  /** Prepares as many of the bytes as fit. */
  void fill(byte[] bytes, int offset, int length, List<Fd> descriptors) {
    int part = Math.min(length, PART);
    int count = descriptors.size();
    int control = count == 0 ? 0 : CONTROL_HEADER + count * 4;
    prepare(part, (control + 7) & ~7);
    memory.write(BYTES, bytes, offset, part);
    memory.setLong(CONTROL, control);
    memory.setInt(CONTROL + 8, SOL_SOCKET);
    memory.setInt(CONTROL + 12, SCM_RIGHTS);
    for (int i = 0; i < count; i++) {
      memory.setInt(CONTROL + CONTROL_HEADER + i * 4L, descriptors.get(i).number());
    }
  }

  void expect(int length) {
    prepare(Math.min(length, PART), CONTROL_SIZE);
  }

  private void prepare(int part, int control) {
    memory.clear(HEADER);
    memory.setPointer(16, memory.share(IOV));
    memory.setLong(24, 1);
    memory.setPointer(IOV, memory.share(BYTES));
    memory.setLong(IOV + 8, part);
    if (control > 0) {
      memory.setPointer(32, memory.share(CONTROL));
      memory.setLong(40, control);
    }
  }

  /** Takes what was received. Fails, and closes all that came, when descriptors were cut off. */
  void take(byte[] buffer, int offset, int length, List<Fd> arrived) {
    memory.read(BYTES, buffer, offset, length);
    long control = memory.getLong(40);
    if (control >= CONTROL_HEADER
        && memory.getInt(CONTROL + 8) == SOL_SOCKET
        && memory.getInt(CONTROL + 12) == SCM_RIGHTS) {
      long end = Math.min(memory.getLong(CONTROL), control);
      for (long at = CONTROL_HEADER; at + 4 <= end; at += 4) {
        arrived.add(Fd.own(memory.getInt(CONTROL + at)));
      }
    }
    if ((memory.getInt(48) & MSG_CTRUNC) != 0) {
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
