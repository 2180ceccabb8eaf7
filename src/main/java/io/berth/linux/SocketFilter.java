package io.berth.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A second filter, by hand: no sockets to the kernel's crypto (AF_ALG) or to the hypervisor
 * (AF_VSOCK). libseccomp cannot say this for 32-bit x86, where socketcall(2) hides the family in
 * memory that no filter can read; there making sockets by socketcall is refused altogether and
 * socket(2) remains. The strictest of several filters decides.
 */
final class SocketFilter {

  private static final int X86_64 = 0xc000003e;
  private static final int I386 = 0x40000003;
  private static final int AARCH64 = 0xc00000b7;
  private static final int ARM = 0x40000028;
  private static final int X32_BIT = 0x40000000;

  private static final int AF_ALG = 38;
  private static final int AF_VSOCK = 40;
  private static final int SOCKETCALL_SOCKET = 1;
  private static final int EAFNOSUPPORT = 97;

  private static final int NUMBER = 0;
  private static final int ARCHITECTURE = 4;
  private static final int FIRST_ARGUMENT = 16;

  private static final int LOAD = 0x20;
  private static final int AND = 0x54;
  private static final int JUMP_EQUAL = 0x15;
  private static final int RETURN = 0x06;
  private static final int ALLOW = 0x7fff0000;
  private static final int ERRNO = 0x00050000;

  private record Instruction(int code, int value, String label) {}

  private final List<Instruction> code = new ArrayList<>();
  private final Map<String, Integer> labels = new HashMap<>();

  private SocketFilter() {}

  /** As struct sock_filter: code, jump if true, jump if false, value. */
  static byte[] program() {
    SocketFilter f = new SocketFilter();
    f.load(ARCHITECTURE);
    f.when(X86_64, "x86-64").when(I386, "i386").when(AARCH64, "aarch64").when(ARM, "arm");
    f.answer(ALLOW);
    f.label("x86-64").load(NUMBER).add(AND, ~X32_BIT, "").when(41, "family").answer(ALLOW);
    f.label("i386").load(NUMBER).when(359, "family").when(102, "socketcall").answer(ALLOW);
    f.label("aarch64").load(NUMBER).when(198, "family").answer(ALLOW);
    f.label("arm").load(NUMBER).when(281, "family").answer(ALLOW);
    f.label("family").load(FIRST_ARGUMENT).when(AF_ALG, "deny").when(AF_VSOCK, "deny");
    f.answer(ALLOW);
    f.label("socketcall").load(FIRST_ARGUMENT).when(SOCKETCALL_SOCKET, "deny").answer(ALLOW);
    f.label("deny").answer(ERRNO | EAFNOSUPPORT);
    return f.assemble();
  }

  private SocketFilter load(int offset) {
    return add(LOAD, offset, "");
  }

  private SocketFilter when(int value, String label) {
    return add(JUMP_EQUAL, value, label);
  }

  private SocketFilter answer(int action) {
    return add(RETURN, action, "");
  }

  private SocketFilter add(int operation, int value, String label) {
    code.add(new Instruction(operation, value, label));
    return this;
  }

  private SocketFilter label(String name) {
    labels.put(name, code.size());
    return this;
  }

  private byte[] assemble() {
    ByteBuffer out = ByteBuffer.allocate(code.size() * 8).order(ByteOrder.nativeOrder());
    for (int i = 0; i < code.size(); i++) {
      Instruction in = code.get(i);
      int jump = in.label.isEmpty() ? 0 : labels.getOrDefault(in.label, 0) - i - 1;
      out.putShort((short) in.code).put((byte) jump).put((byte) 0).putInt(in.value);
    }
    return out.array();
  }
}
