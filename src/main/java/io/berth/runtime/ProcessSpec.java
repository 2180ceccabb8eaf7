package io.berth.runtime;

import java.util.List;
import java.util.Set;

/**
 * A process inside a container: its first one, or an exec.
 *
 * @param args the command line; {@code args[0]} is looked up in the environment's PATH inside the
 *     container unless it has a slash
 * @param env {@code NAME=value}; the runtime adds HOME from the user's passwd entry when absent
 * @param cwd absolute path inside; made when missing (first process only)
 * @param user {@code ""}, name, uid, {@code name:group} … looked up in the container's own files
 * @param groupAdd further groups by name or number
 * @param capabilities names such as {@code CAP_CHOWN}; intersected with what the engine has
 * @param privileged all capabilities of the engine and no seccomp filter
 * @param noNewPrivileges sets no_new_privs
 * @param seccomp {@code default} or {@code unconfined}
 * @param terminal whether a pseudo-terminal is made and becomes the controlling terminal
 * @param openStdin without a terminal: whether stdin is a pipe; otherwise it is /dev/null
 * @param discardOutput without a terminal, execs only: whether stdout and stderr are /dev/null
 * @param size first size of the terminal
 * @param rlimits resource limits
 */
public record ProcessSpec(
    List<String> args,
    List<String> env,
    String cwd,
    String user,
    List<String> groupAdd,
    Set<String> capabilities,
    boolean privileged,
    boolean noNewPrivileges,
    String seccomp,
    boolean terminal,
    boolean openStdin,
    boolean discardOutput,
    WindowSize size,
    List<Rlimit> rlimits) {

  /** Rows and columns of a terminal; 0 by 0 leaves the kernel's own. */
  public record WindowSize(int rows, int columns) {}

  /**
   * @param name without the prefix and in lower case, such as {@code nofile}
   */
  public record Rlimit(String name, long soft, long hard) {}

  public ProcessSpec {
    args = List.copyOf(args);
    env = List.copyOf(env);
    groupAdd = List.copyOf(groupAdd);
    capabilities = Set.copyOf(capabilities);
    rlimits = List.copyOf(rlimits);
  }
}
