package io.berth.keeper;

import io.berth.keeper.wire.Message.Ends;
import io.berth.linux.Fd;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Descriptors that came with an answer, by what they are. */
record Received(Optional<Fd> pidfd, Optional<Fd> stdin, Optional<Fd> stdout, Optional<Fd> stderr) {

  Received(Ends ends, List<Fd> descriptors) {
    this(ends, descriptors.iterator());
  }

  private Received(Ends ends, Iterator<Fd> next) {
    this(
        next(ends.pidfd(), next),
        next(ends.stdin(), next),
        next(ends.stdout(), next),
        next(ends.stderr(), next));
  }

  private static Optional<Fd> next(boolean there, Iterator<Fd> next) {
    return there ? Optional.of(next.next()) : Optional.empty();
  }

  void closeStreams() {
    stdin.ifPresent(Fd::close);
    stdout.ifPresent(Fd::close);
    stderr.ifPresent(Fd::close);
  }
}
