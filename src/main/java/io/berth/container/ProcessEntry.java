package io.berth.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A process as {@code /proc/<pid>/stat} and its neighbours describe it, proc(5). Names of users are
 * the host's, as with {@code docker top}.
 */
record ProcessEntry(
    int pid,
    int parent,
    int uid,
    String user,
    String command,
    String commandLine,
    String state,
    String terminal,
    long cpuMillis,
    Instant started,
    long virtualKib,
    long residentKib,
    int nice,
    int threads) {

  /** {@code sysconf(_SC_CLK_TCK)} is 100 on every architecture that Linux has for containers. */
  private static final long MILLIS_PER_TICK = 10;

  private static final Path PROC = Path.of("/proc");

  static ProcessEntry read(int pid) throws IOException {
    Path directory = PROC.resolve(Integer.toString(pid));
    Map<String, Object> owner = Files.readAttributes(directory, "unix:uid,owner");
    return parse(
        pid,
        Files.readString(directory.resolve("stat"), StandardCharsets.ISO_8859_1),
        Files.readAllBytes(directory.resolve("cmdline")),
        owner.get("uid") instanceof Integer uid ? uid : 0,
        owner.get("owner") instanceof UserPrincipal user ? user.getName() : "",
        bootTime());
  }

  static ProcessEntry parse(
      int pid, String stat, byte[] cmdline, int uid, String user, Instant boot) {
    int open = stat.indexOf('(');
    int close = stat.lastIndexOf(')');
    String command = stat.substring(open + 1, close);
    // fields from the third on; numbers are proc(5)'s less 3
    List<String> fields = List.of(stat.substring(close + 2).strip().split(" "));
    String line = new String(cmdline, StandardCharsets.UTF_8).replace('\0', ' ').strip();
    return new ProcessEntry(
        pid,
        Integer.parseInt(fields.get(1)),
        uid,
        user,
        command,
        line.isEmpty() ? "[" + command + "]" : line,
        fields.get(0),
        terminal(Integer.parseInt(fields.get(4))),
        (Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12))) * MILLIS_PER_TICK,
        boot.plusMillis(Long.parseLong(fields.get(19)) * MILLIS_PER_TICK),
        Long.parseLong(fields.get(20)) / 1024,
        Long.parseLong(fields.get(21)) * 4,
        Integer.parseInt(fields.get(16)),
        Integer.parseInt(fields.get(17)));
  }

  private static String terminal(int device) {
    int major = device >> 8 & 0xfff;
    int minor = device & 0xff | device >> 12 & 0xfff00;
    return major >= 136 && major <= 143 ? "pts/" + ((major - 136 << 8) + minor) : "?";
  }

  private static Instant bootTime() throws IOException {
    for (String line : Files.readAllLines(PROC.resolve("stat"))) {
      if (line.startsWith("btime ")) {
        return Instant.ofEpochSecond(Long.parseLong(line.substring(6).strip()));
      }
    }
    throw new IOException("/proc/stat has no btime");
  }

  double cpuPercent(Instant now) {
    long alive = Math.max(1, Duration.between(started, now).toMillis());
    return Math.min(99.9, 100.0 * cpuMillis / alive);
  }

  double memoryPercent() {
    try {
      String total = Files.readAllLines(PROC.resolve("meminfo")).getFirst();
      String digits =
          total
              .chars()
              .filter(Character::isDigit)
              .mapToObj(Character::toString)
              .collect(Collectors.joining());
      return 100.0 * residentKib / Long.parseLong(digits);
    } catch (IOException e) {
      return 0;
    }
  }
}
