package io.berth.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What proc_pid_stat(5) says of a process.
 *
 * @param command the first 15 bytes of its name
 * @param state such as {@code Z}
 * @param flags of the kernel, {@code PF_…}
 * @param startTicks when it was born, in clock ticks since boot
 * @param waitStatus as of waitpid(2), once the process has ended; 0 for whom ptrace(2) is denied
 */
public record ProcessStat(
    String command, char state, int parent, long flags, long startTicks, int waitStatus) {

  private static final long PF_FORKNOEXEC = 0x40;

  /** Empty when there is no such process. */
  public static Optional<ProcessStat> of(int pid) {
    try {
      byte[] text = Files.readAllBytes(Path.of("/proc/" + pid + "/stat"));
      return Optional.of(parse(new String(text, StandardCharsets.ISO_8859_1)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      if (Files.exists(Path.of("/proc/" + pid))) {
        throw new UncheckedIOException(e);
      }
      return Optional.empty(); // ESRCH: it went while we read
    }
  }

  /** Whether it has executed no program since it was forked. */
  public boolean neverExecuted() {
    return (flags & PF_FORKNOEXEC) != 0;
  }

  /** The name may hold anything, parentheses and spaces too. */
  static ProcessStat parse(String text) {
    int end = text.lastIndexOf(')');
    String[] fields = text.substring(end + 2).strip().split(" "); // from the third on
    return new ProcessStat(
        text.substring(text.indexOf('(') + 1, end),
        fields[0].charAt(0),
        Integer.parseInt(fields[1]),
        Long.parseLong(fields[6]),
        Long.parseLong(fields[19]),
        Integer.parseInt(fields[49]));
  }
}
