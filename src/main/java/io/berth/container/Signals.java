package io.berth.container;

import io.berth.failure.InvalidRequest;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Signals of Linux on x86-64 and arm64, signal(7). */
public final class Signals {

  public static final int HUP = 1;
  public static final int KILL = 9;
  public static final int TERM = 15;

  private static final int REALTIME_MIN = 34;
  private static final int REALTIME_MAX = 64;

  private static final Map<String, Integer> NUMBERS =
      Map.ofEntries(
          Map.entry("HUP", HUP),
          Map.entry("INT", 2),
          Map.entry("QUIT", 3),
          Map.entry("ILL", 4),
          Map.entry("TRAP", 5),
          Map.entry("ABRT", 6),
          Map.entry("IOT", 6),
          Map.entry("BUS", 7),
          Map.entry("FPE", 8),
          Map.entry("KILL", KILL),
          Map.entry("USR1", 10),
          Map.entry("SEGV", 11),
          Map.entry("USR2", 12),
          Map.entry("PIPE", 13),
          Map.entry("ALRM", 14),
          Map.entry("TERM", TERM),
          Map.entry("STKFLT", 16),
          Map.entry("CHLD", 17),
          Map.entry("CLD", 17),
          Map.entry("CONT", 18),
          Map.entry("STOP", 19),
          Map.entry("TSTP", 20),
          Map.entry("TTIN", 21),
          Map.entry("TTOU", 22),
          Map.entry("URG", 23),
          Map.entry("XCPU", 24),
          Map.entry("XFSZ", 25),
          Map.entry("VTALRM", 26),
          Map.entry("PROF", 27),
          Map.entry("WINCH", 28),
          Map.entry("IO", 29),
          Map.entry("POLL", 29),
          Map.entry("PWR", 30),
          Map.entry("SYS", 31),
          Map.entry("RTMIN", REALTIME_MIN),
          Map.entry("RTMAX", REALTIME_MAX));

  private static final Set<String> SECOND_NAMES = Set.of("IOT", "CLD", "POLL", "RTMIN", "RTMAX");

  private static final Map<Integer, String> NAMES =
      NUMBERS.entrySet().stream()
          .filter(signal -> !SECOND_NAMES.contains(signal.getKey()))
          .collect(Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));

  private Signals() {}

  /** Such as {@code SIGKILL}; {@code signal 40} for one without a name. */
  public static String name(int number) {
    String name = NAMES.get(number);
    return name == null ? "signal " + number : "SIG" + name;
  }

  /**
   * @param signal a name with or without SIG, a number, {@code RTMIN+n} or {@code RTMAX-n}
   */
  public static int parse(String signal) {
    String name = signal.toUpperCase(Locale.ROOT);
    if (name.startsWith("SIG")) {
      name = name.substring(3);
    }
    Integer number = NUMBERS.get(name);
    if (number == null) {
      number = name.startsWith("RTM") ? realtime(name) : decimal(name);
    }
    if (number == null || number < 1 || number > REALTIME_MAX) {
      throw new InvalidRequest("Invalid signal: " + signal);
    }
    return number;
  }

  /** The signal, or the fallback when none is named. */
  static int parse(@Nullable String signal, int fallback) {
    return signal == null || signal.isEmpty() ? fallback : parse(signal);
  }

  private static @Nullable Integer realtime(String name) {
    Integer offset = decimal(name.substring(Math.min(6, name.length())));
    if (offset == null || offset < 0 || offset > REALTIME_MAX - REALTIME_MIN) {
      return null;
    }
    if (name.startsWith("RTMIN+")) {
      return REALTIME_MIN + offset;
    }
    return name.startsWith("RTMAX-") ? Integer.valueOf(REALTIME_MAX - offset) : null;
  }

  private static @Nullable Integer decimal(String text) {
    try {
      return Integer.valueOf(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
