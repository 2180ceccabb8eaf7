package io.berth.linux;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/** Direct mapping of libseccomp 2.4 and later, see seccomp_rule_add(3). */
final class SeccompLibrary {

  private static final @Nullable Throwable MISSING = load();

  private SeccompLibrary() {}

  private static @Nullable Throwable load() {
    try {
      Native.register(SeccompLibrary.class, "libseccomp.so.2");
      return null;
    } catch (UnsatisfiedLinkError e) {
      return e;
    }
  }

  static boolean isPresent() {
    return MISSING == null;
  }

  static native @Nullable Pointer seccomp_init(int defaultAction);

  static native void seccomp_release(Pointer context);

  static native int seccomp_arch_add(Pointer context, int architecture);

  static native int seccomp_attr_set(Pointer context, int attribute, int value);

  static native int seccomp_syscall_resolve_name(byte[] name);

  static native int seccomp_rule_add_array(
      Pointer context, int action, int syscall, int count, @Nullable Memory comparisons);

  static native int seccomp_export_bpf(Pointer context, int fd);
}
