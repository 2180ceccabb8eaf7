package io.berth.build;

import io.berth.dockerfile.Dockerfile;
import io.berth.dockerfile.Expansion;
import io.berth.dockerfile.Instruction.Arg;
import io.berth.dockerfile.Instruction.Argument;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A build's arguments: those given with it, the Dockerfile's global ones, and in each {@link Scope}
 * those that a stage has declared. Thread-safe but for a scope.
 */
final class Arguments {

  /** With which builds with the same inputs give the same times, in seconds since the epoch. */
  static final String SOURCE_DATE_EPOCH = "SOURCE_DATE_EPOCH";

  /** Commands get these without a declaration; then they are in no history and no cache. */
  private static final Set<String> PROXIES =
      Set.of(
          "HTTP_PROXY",
          "http_proxy",
          "HTTPS_PROXY",
          "https_proxy",
          "FTP_PROXY",
          "ftp_proxy",
          "NO_PROXY",
          "no_proxy",
          "ALL_PROXY",
          "all_proxy");

  private final Map<String, @Nullable String> given;
  private final Map<String, @Nullable String> globals = new HashMap<>();
  private final Set<String> declared = ConcurrentHashMap.newKeySet();

  Arguments(Map<String, @Nullable String> given, Dockerfile file) {
    this.given = given;
    Expansion expansion = new Expansion(file.escape(), this::global);
    for (Arg arg : file.globals()) {
      for (Argument argument : arg.arguments()) {
        String value = argument.value();
        declared.add(argument.name());
        globals.put(argument.name(), value == null ? null : expansion.word(value));
      }
    }
  }

  /** What FROM sees. */
  @Nullable String global(String name) {
    return globals.containsKey(name) ? value(name, globals.get(name)) : null;
  }

  private @Nullable String value(String name, @Nullable String otherwise) {
    if (given.containsKey(name)) {
      return given.get(name);
    }
    return otherwise == null ? globals.get(name) : otherwise;
  }

  /** Given, but declared nowhere. */
  Set<String> unused() {
    Set<String> unused = new TreeSet<>(given.keySet());
    unused.removeAll(declared);
    unused.removeAll(PROXIES);
    unused.remove(SOURCE_DATE_EPOCH);
    return unused;
  }

  /** A stage's view. Used by one thread. */
  final class Scope {

    private final Map<String, @Nullable String> defaults = new HashMap<>();

    void declare(String name, @Nullable String otherwise) {
      declared.add(name);
      defaults.put(name, otherwise);
    }

    /** Null for one that is not declared, or has no value. */
    @Nullable String value(String name) {
      return defaults.containsKey(name) || PROXIES.contains(name)
          ? Arguments.this.value(name, defaults.get(name))
          : null;
    }

    /** All that commands get. */
    Map<String, String> values() {
      Set<String> names = new TreeSet<>(defaults.keySet());
      names.addAll(PROXIES);
      Map<String, String> values = new TreeMap<>();
      for (String name : names) {
        String value = value(name);
        if (value != null) {
          values.put(name, value);
        }
      }
      return values;
    }

    /** Whether it belongs into the history: a proxy only when the Dockerfile declares it. */
    boolean isTold(String name) {
      return defaults.containsKey(name);
    }
  }
}
