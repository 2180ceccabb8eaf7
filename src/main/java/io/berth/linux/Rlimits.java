package io.berth.linux;

import com.sun.jna.LastErrorException;
import io.berth.failure.InvalidRequest;
import java.util.List;

/** Resource limits of another process, see prlimit(2). */
public final class Rlimits {

  private static final List<String> NAMES =
      List.of(
          "cpu",
          "fsize",
          "data",
          "stack",
          "core",
          "rss",
          "nproc",
          "nofile",
          "memlock",
          "as",
          "locks",
          "sigpending",
          "msgqueue",
          "nice",
          "rtprio",
          "rttime");

  private Rlimits() {}

  /**
   * @param name such as {@code nofile}
   * @param soft -1 for no limit
   */
  public static void set(int pid, String name, long soft, long hard) {
    int resource = NAMES.indexOf(name);
    if (resource < 0) {
      throw new InvalidRequest("invalid ulimit type: " + name);
    }
    try {
      Libc.prlimit64(pid, resource, new long[] {soft, hard}, 0);
    } catch (LastErrorException e) {
      throw Errno.refused("prlimit", name, e);
    }
  }
}
