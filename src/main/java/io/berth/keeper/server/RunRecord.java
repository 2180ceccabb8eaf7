package io.berth.keeper.server;

import io.berth.keeper.Job;
import io.berth.runtime.ExitStatus;
import io.berth.runtime.Placed;
import java.time.Instant;
import java.util.Optional;

/** What another keeper needs to take a run over. */
record RunRecord(
    Job job, Placed placed, Instant startedAt, Optional<ExitStatus> exit, boolean drained) {

  RunRecord ended(ExitStatus status) {
    return new RunRecord(job, placed, startedAt, Optional.of(status), drained);
  }

  RunRecord emptied() {
    return new RunRecord(job, placed, startedAt, exit, true);
  }
}
