package io.berth.keeper.wire;

import io.berth.runtime.ExitStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the keeper knows of a run.
 *
 * @param exit how the first process ended, if it has
 * @param drained whether all output is in the log
 */
public record RunState(
    String id,
    int pid,
    Instant startedAt,
    boolean terminal,
    boolean paused,
    String memo,
    Optional<ExitStatus> exit,
    boolean drained,
    List<ExecState> execs) {}
