package io.berth.linux;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;

/**
 * A BPF program that lets a version 2 control group use only some devices, see bpf(2) and
 * BPF_PROG_TYPE_CGROUP_DEVICE. The kernel keeps the program as long as the group.
 */
public final class DeviceFilter {

  private static final int PROG_LOAD = 5;
  private static final int PROG_ATTACH = 8;
  private static final int CGROUP_DEVICE_PROGRAM = 15;
  private static final int CGROUP_DEVICE_HOOK = 6;
  private static final int ATTR_SIZE = 72;

  private static final int R0 = 0;
  private static final int R1 = 1;
  private static final int R2 = 2;
  private static final int R3 = 3;
  private static final int R4 = 4;
  private static final int R5 = 5;
  private static final int LOAD_WORD = 0x61;
  private static final int MOVE = 0xb7;
  private static final int MOVE_REGISTER = 0xbf;
  private static final int AND = 0x57;
  private static final int SHIFT_RIGHT = 0x77;
  private static final int JUMP_NOT_EQUAL = 0x55;
  private static final int EXIT = 0x95;

  private DeviceFilter() {}

  /**
   * @param type {@code a}, {@code c} or {@code b}
   * @param major -1 for any, as {@code minor}
   * @param access a subset of {@code rwm}
   */
  public record Rule(char type, int major, int minor, String access) {

    private boolean allowsEverything() {
      return type == 'a' && major < 0 && minor < 0 && DeviceFilter.access(access) == 7;
    }
  }

  /** Allows what the rules name and nothing else. */
  public static void attach(Path cgroup, List<Rule> rules) {
    byte[] code = program(rules);
    try (Memory instructions = new Memory(code.length);
        Memory license = new Memory(8);
        Memory attr = new Memory(ATTR_SIZE);
        Fd group = RootPath.openHost(cgroup, Open.RDONLY | Open.DIRECTORY)) {
      instructions.write(0, code, 0, code.length);
      license.setString(0, "Apache");
      attr.clear();
      attr.setInt(0, CGROUP_DEVICE_PROGRAM);
      attr.setInt(4, code.length / 8);
      attr.setPointer(8, instructions);
      attr.setPointer(16, license);
      try (Fd program = Fd.own((int) Libc.syscall(SyscallNumber.BPF, PROG_LOAD, attr, ATTR_SIZE))) {
        attr.clear();
        attr.setInt(0, group.number());
        attr.setInt(4, program.number());
        attr.setInt(8, CGROUP_DEVICE_HOOK);
        Libc.syscall(SyscallNumber.BPF, PROG_ATTACH, attr, ATTR_SIZE);
      }
    } catch (LastErrorException e) {
      throw Errno.refused("bpf", cgroup.toString(), e);
    }
  }

  /** The context holds access and type in one word, then major, then minor. */
  static byte[] program(List<Rule> rules) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    emit(out, LOAD_WORD, R2, R1, 0, 0);
    emit(out, MOVE_REGISTER, R3, R2, 0, 0);
    emit(out, AND, R2, 0, 0, 0xffff);
    emit(out, SHIFT_RIGHT, R3, 0, 0, 16);
    emit(out, LOAD_WORD, R4, R1, 4, 0);
    emit(out, LOAD_WORD, R5, R1, 8, 0);
    for (Rule rule : rules) {
      rule(out, rule);
      if (rule.allowsEverything()) {
        return out.toByteArray(); // the kernel refuses instructions that nothing reaches
      }
    }
    emit(out, MOVE, R0, 0, 0, 0);
    emit(out, EXIT, 0, 0, 0, 0);
    return out.toByteArray();
  }

  /** Every test that fails jumps behind the rule's "return 1". */
  private static void rule(ByteArrayOutputStream out, Rule rule) {
    int refused = 7 & ~access(rule.access());
    int rest =
        (rule.type() == 'a' ? 0 : 1)
            + (refused == 0 ? 0 : 3)
            + (rule.major() < 0 ? 0 : 1)
            + (rule.minor() < 0 ? 0 : 1)
            + 2;
    if (rule.type() != 'a') {
      emit(out, JUMP_NOT_EQUAL, R2, 0, --rest, rule.type() == 'b' ? 1 : 2);
    }
    if (refused != 0) {
      emit(out, MOVE_REGISTER, R1, R3, 0, 0);
      emit(out, AND, R1, 0, 0, refused);
      rest -= 3;
      emit(out, JUMP_NOT_EQUAL, R1, 0, rest, 0);
    }
    if (rule.major() >= 0) {
      emit(out, JUMP_NOT_EQUAL, R4, 0, --rest, rule.major());
    }
    if (rule.minor() >= 0) {
      emit(out, JUMP_NOT_EQUAL, R5, 0, --rest, rule.minor());
    }
    emit(out, MOVE, R0, 0, 0, 1);
    emit(out, EXIT, 0, 0, 0, 0);
  }

  private static int access(String letters) {
    return (letters.contains("m") ? 1 : 0)
        | (letters.contains("r") ? 2 : 0)
        | (letters.contains("w") ? 4 : 0);
  }

  private static void emit(
      ByteArrayOutputStream out, int code, int to, int from, int offset, int immediate) {
    out.writeBytes(
        ByteBuffer.allocate(8)
            .order(ByteOrder.nativeOrder())
            .put((byte) code)
            .put((byte) (from << 4 | to))
            .putShort((short) offset)
            .putInt(immediate)
            .array());
  }
}
