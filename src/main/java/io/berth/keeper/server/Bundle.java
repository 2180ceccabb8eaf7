package io.berth.keeper.server;

import io.berth.failure.NotFound;
import io.berth.keeper.wire.Message.Ends;
import io.berth.linux.Fd;
import io.berth.runtime.ContainerProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Descriptors on their way to a client; closed when they were sent. */
record Bundle(Optional<Fd> pidfd, Optional<Fd> stdin, Optional<Fd> stdout, Optional<Fd> stderr)
    implements AutoCloseable {

  static Bundle of(
      ContainerProcess process, Optional<Fd> stdin, Optional<Fd> stdout, Optional<Fd> stderr) {
    return new Bundle(pidfd(process), stdin, stdout, stderr);
  }

  static Bundle output(Fd stdout, Optional<Fd> stderr) {
    return new Bundle(Optional.empty(), Optional.empty(), Optional.of(stdout), stderr);
  }

  private static Optional<Fd> pidfd(ContainerProcess process) {
    try {
      return Optional.of(process.pidfd());
    } catch (NotFound e) {
      return Optional.empty();
    }
  }

  Bundle with(Bundle tap) {
    return new Bundle(pidfd, stdin, tap.stdout, tap.stderr);
  }

  Ends ends() {
    return new Ends(pidfd.isPresent(), stdin.isPresent(), stdout.isPresent(), stderr.isPresent());
  }

  List<Fd> descriptors() {
    List<Fd> all = new ArrayList<>();
    for (Optional<Fd> fd : List.of(pidfd, stdin, stdout, stderr)) {
      fd.ifPresent(all::add);
    }
    return all;
  }

  @Override
  public void close() {
    descriptors().forEach(Fd::close);
  }
}
