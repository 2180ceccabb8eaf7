package io.berth.container;

import io.berth.failure.InvalidRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.BiFunction;

/** A column of ps(1). */
record ProcessColumn(String title, BiFunction<ProcessEntry, Instant, String> value) {

  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("MMMdd", Locale.ROOT);

  static final ProcessColumn USER = new ProcessColumn("USER", (p, _) -> p.user());
  static final ProcessColumn PID = new ProcessColumn("PID", (p, _) -> "" + p.pid());
  static final ProcessColumn PPID = new ProcessColumn("PPID", (p, _) -> "" + p.parent());
  static final ProcessColumn C = new ProcessColumn("C", (p, now) -> "" + (int) p.cpuPercent(now));
  static final ProcessColumn CPU =
      new ProcessColumn("%CPU", (p, now) -> "%.1f".formatted(p.cpuPercent(now)));
  static final ProcessColumn MEMORY =
      new ProcessColumn("%MEM", (p, _) -> "%.1f".formatted(p.memoryPercent()));
  static final ProcessColumn VSZ = new ProcessColumn("VSZ", (p, _) -> "" + p.virtualKib());
  static final ProcessColumn RSS = new ProcessColumn("RSS", (p, _) -> "" + p.residentKib());
  static final ProcessColumn STAT = new ProcessColumn("STAT", (p, _) -> p.state());
  static final ProcessColumn TTY = new ProcessColumn("TTY", (p, _) -> p.terminal());
  static final ProcessColumn STIME = new ProcessColumn("STIME", ProcessColumn::began);
  static final ProcessColumn TIME =
      new ProcessColumn("TIME", (p, _) -> clock(Duration.ofMillis(p.cpuMillis())));
  static final ProcessColumn ELAPSED =
      new ProcessColumn("ELAPSED", (p, now) -> elapsed(Duration.between(p.started(), now)));
  static final ProcessColumn ARGS = new ProcessColumn("COMMAND", (p, _) -> p.commandLine());
  static final ProcessColumn COMM = new ProcessColumn("COMMAND", (p, _) -> p.command());
  static final ProcessColumn NICE = new ProcessColumn("NI", (p, _) -> "" + p.nice());
  static final ProcessColumn THREADS = new ProcessColumn("NLWP", (p, _) -> "" + p.threads());

  ProcessColumn titled(String other) {
    return new ProcessColumn(other, value);
  }

  String of(ProcessEntry entry, Instant now) {
    return value.apply(entry, now);
  }

  static ProcessColumn named(String name) {
    return switch (name) {
      case "user", "euser", "ruser", "uname" -> USER;
      case "uid", "euid" -> new ProcessColumn("UID", (p, _) -> "" + p.uid());
      case "pid" -> PID;
      case "ppid" -> PPID;
      case "c" -> C;
      case "pcpu", "%cpu" -> CPU;
      case "pmem", "%mem" -> MEMORY;
      case "vsz", "vsize" -> VSZ;
      case "rss", "rssize" -> RSS;
      case "stat" -> STAT;
      case "s", "state" -> STAT.titled("S");
      case "tty", "tt", "tname" -> TTY;
      case "stime" -> STIME;
      case "start_time", "start" -> STIME.titled("START");
      case "time", "cputime" -> TIME;
      case "etime" -> ELAPSED;
      case "args", "cmd", "command" -> name.equals("cmd") ? ARGS.titled("CMD") : ARGS;
      case "comm", "ucmd", "ucomm" -> COMM;
      case "ni", "nice" -> NICE;
      case "nlwp", "thcount" -> THREADS;
      default ->
          throw new InvalidRequest("error: unknown user-defined format specifier \"" + name + "\"");
    };
  }

  private static String began(ProcessEntry process, Instant now) {
    ZoneId zone = ZoneId.systemDefault();
    boolean today =
        LocalDate.ofInstant(process.started(), zone).equals(LocalDate.ofInstant(now, zone));
    return (today ? CLOCK : DAY).format(process.started().atZone(zone));
  }

  private static String clock(Duration time) {
    return "%02d:%02d:%02d".formatted(time.toHours(), time.toMinutesPart(), time.toSecondsPart());
  }

  private static String elapsed(Duration time) {
    String minutes = "%02d:%02d".formatted(time.toMinutesPart(), time.toSecondsPart());
    if (time.toHours() == 0) {
      return minutes;
    }
    String hours = "%02d:%s".formatted(time.toHoursPart(), minutes);
    return time.toDays() == 0 ? hours : time.toDays() + "-" + hours;
  }
}
