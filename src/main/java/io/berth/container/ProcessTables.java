package io.berth.container;

import io.berth.container.Containers.ProcessTable;
import io.berth.failure.InvalidRequest;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * What {@code ps} would print about a container's processes, read from proc(5): the formats {@code
 * -ef} and {@code aux}, and columns chosen with {@code -o}.
 */
final class ProcessTables {

  private static final List<ProcessColumn> FULL =
      List.of(
          ProcessColumn.USER.titled("UID"),
          ProcessColumn.PID,
          ProcessColumn.PPID,
          ProcessColumn.C,
          ProcessColumn.STIME,
          ProcessColumn.TTY,
          ProcessColumn.TIME,
          ProcessColumn.ARGS.titled("CMD"));

  private static final List<ProcessColumn> BSD =
      List.of(
          ProcessColumn.USER,
          ProcessColumn.PID,
          ProcessColumn.CPU,
          ProcessColumn.MEMORY,
          ProcessColumn.VSZ,
          ProcessColumn.RSS,
          ProcessColumn.TTY,
          ProcessColumn.STAT,
          ProcessColumn.STIME.titled("START"),
          ProcessColumn.TIME,
          ProcessColumn.ARGS);

  private ProcessTables() {}

  static ProcessTable of(List<Integer> pids, String psArgs) {
    List<ProcessColumn> columns = columns(psArgs.strip());
    Instant now = Instant.now();
    List<List<String>> rows = new ArrayList<>();
    for (int pid : pids.stream().sorted().toList()) {
      try {
        ProcessEntry entry = ProcessEntry.read(pid);
        rows.add(columns.stream().map(column -> column.of(entry, now)).toList());
      } catch (IOException e) {
        // it ended meanwhile
      }
    }
    return new ProcessTable(columns.stream().map(ProcessColumn::title).toList(), rows);
  }

  private static List<ProcessColumn> columns(String psArgs) {
    List<ProcessColumn> chosen = new ArrayList<>();
    List<String> words = psArgs.isEmpty() ? List.of("-ef") : List.of(psArgs.split("\\s+"));
    List<ProcessColumn> base = null;
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      switch (word) {
        case "-ef", "-eF", "-e", "-f", "-fe", "-A" -> base = base == null ? FULL : base;
        case "aux", "-aux", "ax", "u", "x", "a", "au" -> base = BSD;
        case "-o", "o", "-eo", "-e -o", "--format" -> {
          if (++i == words.size()) {
            throw unknown(psArgs);
          }
          chosen.addAll(named(words.get(i)));
        }
        default -> {
          if (!word.startsWith("-o") && !word.startsWith("-eo")) {
            throw unknown(psArgs);
          }
          chosen.addAll(named(word.substring(word.indexOf('o') + 1)));
        }
      }
    }
    return chosen.isEmpty() ? Objects.requireNonNullElse(base, FULL) : chosen;
  }

  /** {@code pid,comm}, each with an optional {@code =TITLE}. */
  private static List<ProcessColumn> named(String names) {
    return Arrays.stream(names.split(","))
        .filter(name -> !name.isEmpty())
        .map(name -> name.split("=", 2))
        .map(pair -> {
          ProcessColumn column = ProcessColumn.named(pair[0]);
          return pair.length == 2 ? column.titled(pair[1]) : column;
        })
        .toList();
  }

  private static InvalidRequest unknown(String psArgs) {
    return new InvalidRequest(
        "ps arguments '" + psArgs + "' are not offered: use -ef, aux or -o with column names");
  }
}
