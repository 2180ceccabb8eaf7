package io.berth.runtime;

import io.berth.failure.CannotExecute;
import io.berth.failure.KernelRefused;
import io.berth.linux.Errno;
import io.berth.linux.Fd;
import io.berth.linux.Io;
import io.berth.linux.Mounts;
import io.berth.linux.Open;
import io.berth.linux.RootPath;
import java.nio.charset.StandardCharsets;

/**
 * Refuses scripts whose interpreter lies in /proc. Until it has executed, the child's {@code
 * /proc/self/exe} is the engine's own Java binary: a script that names it as interpreter would get
 * hold of a file of the host (CVE-2019-5736).
 */
final class Interpreters {

  private static final int DEEPEST = 6;
  private static final long PROC_MAGIC = 0x9fa0;
  private static final int LINE = 256;

  private Interpreters() {}

  /** After /proc was mounted, before the child goes on. */
  static void check(RootPath root, ProcessSpec spec) {
    String cwd = spec.cwd().isEmpty() ? "/" : spec.cwd();
    check(root, Executables.find(root, spec.args().getFirst(), spec.env(), cwd));
  }

  static void check(RootPath root, String executable) {
    String path = executable;
    for (int depth = 0; depth < DEEPEST && !path.isEmpty(); depth++) {
      try (Fd file = root.open(path, Open.RDONLY | Open.NONBLOCK | Open.NOCTTY, 0)) {
        if (Mounts.magic(file) == PROC_MAGIC) {
          throw refused(executable);
        }
        path = interpreter(file);
      } catch (KernelRefused e) {
        if (e.errno() == Errno.ELOOP) {
          throw refused(executable); // a link of /proc
        }
        return; // the kernel will say what is wrong with it
      }
    }
  }

  private static CannotExecute refused(String executable) {
    return new CannotExecute(
        126, "exec: \"" + executable + "\": permission denied: executed by way of /proc");
  }

  private static String interpreter(Fd file) {
    byte[] head = new byte[LINE];
    int n = Io.read(file, head);
    String text = new String(head, 0, Math.max(0, n), StandardCharsets.UTF_8);
    if (!text.startsWith("#!")) {
      return "";
    }
    return text.substring(2).lines().findFirst().orElse("").strip().split("[ \t]", 2)[0];
  }
}
