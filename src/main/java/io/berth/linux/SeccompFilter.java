package io.berth.linux;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import io.berth.failure.Unsupported;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A compiled system-call filter, see seccomp(2). Made once for each set of capabilities. */
public final class SeccompFilter {

  private static final int ERRNO = 0x00050000;
  private static final int ALLOW = 0x7fff0000;
  private static final int ATTRIBUTE_BAD_ARCHITECTURE = 2;
  private static final int ATTRIBUTE_OPTIMIZE = 8;
  private static final int BINARY_TREE = 2;
  private static final int EEXIST = -17;
  private static final int I386 = 0x40000003;
  private static final int ARM = 0x40000028;
  private static final int EQUAL = 4;
  private static final int MASKED_EQUAL = 7;
  private static final int SET_MODE_FILTER = 1;

  private static final Map<Long, SeccompFilter> CACHE = new ConcurrentHashMap<>();

  private final List<Memory> programs;

  private SeccompFilter(List<byte[]> programs) {
    this.programs = programs.stream().map(SeccompFilter::sockFprog).toList();
  }

  /** Whether libseccomp is there. */
  public static boolean isAvailable() {
    return SeccompLibrary.isPresent();
  }

  /** The default filter for a process with these capabilities. */
  public static SeccompFilter of(long capabilities) {
    if (!isAvailable()) {
      throw new Unsupported(
          "the default seccomp profile needs libseccomp.so.2 (package libseccomp2), which is"
              + " missing; install it or run with --security-opt seccomp=unconfined");
    }
    long relevant = capabilities & Capabilities.bits(SeccompProfile.WITH_CAPABILITY.keySet());
    return CACHE.computeIfAbsent(
        relevant, bits -> new SeccompFilter(List.of(SocketFilter.program(), compile(bits))));
  }

  /**
   * Binds the calling thread and its children for good. Needs CAP_SYS_ADMIN or no_new_privs; loads
   * no class.
   */
  public void load() {
    try {
      for (Memory program : programs) {
        Libc.syscall(SyscallNumber.SECCOMP, SET_MODE_FILTER, 0, program);
      }
    } catch (LastErrorException e) {
      throw Errno.refused("seccomp", "filter", e);
    }
  }

  private static byte[] compile(long capabilities) {
    Pointer context = SeccompLibrary.seccomp_init(ERRNO | Errno.EPERM);
    if (context == null) {
      throw Errno.refused("seccomp_init", "", Errno.EINVAL);
    }
    try {
      check(
          SeccompLibrary.seccomp_arch_add(context, SyscallNumber.arm64() ? ARM : I386), "arch_add");
      check(
          SeccompLibrary.seccomp_attr_set(
              context, ATTRIBUTE_BAD_ARCHITECTURE, ERRNO | Errno.ENOSYS),
          "attr_set");
      // since 2.5; without it the filter is only slower
      SeccompLibrary.seccomp_attr_set(context, ATTRIBUTE_OPTIMIZE, BINARY_TREE);
      rules(context, capabilities);
      return export(context);
    } finally {
      SeccompLibrary.seccomp_release(context);
    }
  }

  private static void rules(Pointer context, long capabilities) {
    SeccompProfile.ALLOWED.forEach(name -> add(context, ALLOW, name));
    SeccompProfile.WITH_CAPABILITY.forEach((capability, names) -> {
      if (Capabilities.has(capabilities, capability)) {
        names.forEach(name -> add(context, ALLOW, name));
      }
    });
    SeccompProfile.PERSONALITIES.forEach(
        value -> add(context, ALLOW, "personality", EQUAL, value, 0));
    if (!Capabilities.has(capabilities, "CAP_SYS_ADMIN")) {
      add(context, ALLOW, "clone", MASKED_EQUAL, SeccompProfile.NAMESPACE_FLAGS, 0);
      // its flags lie in memory; ENOSYS makes C libraries fall back to clone
      add(context, ERRNO | Errno.ENOSYS, "clone3");
    }
  }

  private static void add(Pointer context, int action, String name) {
    int number = SeccompLibrary.seccomp_syscall_resolve_name(Libc.text(name));
    if (number != -1) { // unknown to this libseccomp: stays refused
      int result = SeccompLibrary.seccomp_rule_add_array(context, action, number, 0, null);
      check(result == EEXIST ? 0 : result, name);
    }
  }

  /** Compares the first argument. */
  private static void add(
      Pointer context, int action, String name, int comparison, long a, long b) {
    int number = SeccompLibrary.seccomp_syscall_resolve_name(Libc.text(name));
    try (Memory compare = new Memory(24)) {
      compare.setInt(0, 0);
      compare.setInt(4, comparison);
      compare.setLong(8, a);
      compare.setLong(16, b);
      check(SeccompLibrary.seccomp_rule_add_array(context, action, number, 1, compare), name);
    }
  }

  private static byte[] export(Pointer context) {
    // at most 4096 instructions of 8 bytes, which fit into a pipe
    try (Pipe pipe = Pipe.open()) {
      check(SeccompLibrary.seccomp_export_bpf(context, pipe.writer().number()), "export_bpf");
      pipe.writer().close();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] buffer = new byte[65536];
      for (int n = Io.read(pipe.reader(), buffer); n > 0; n = Io.read(pipe.reader(), buffer)) {
        out.write(buffer, 0, n);
      }
      return out.toByteArray();
    }
  }

  /** struct sock_fprog with the instructions behind it. */
  private static Memory sockFprog(byte[] code) {
    Memory block = new Memory(16L + code.length);
    block.clear();
    block.setShort(0, (short) (code.length / 8));
    block.setPointer(8, block.share(16));
    block.write(16, code, 0, code.length);
    return block;
  }

  private static void check(int result, String what) {
    if (result < 0) {
      throw Errno.refused("libseccomp", what, -result);
    }
  }
}
