package io.berth.container;

import io.berth.keeper.KeptExec;
import io.berth.linux.FdInputStream;
import io.berth.log.ContainerLog.Stream;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** An exec's descriptors as streams. Closing ends whoever is blocked on one of them. */
record ProcessStreams(
    Optional<OutputStream> stdin, Optional<InputStream> stdout, Optional<InputStream> stderr)
    implements AutoCloseable {

  static ProcessStreams of(KeptExec exec) {
    KeptExec.Streams fds = exec.streams();
    return new ProcessStreams(
        fds.stdin().map(fd -> new Stdin(fd, exec::closeStdin)),
        fds.stdout().map(FdInputStream::new),
        fds.stderr().map(FdInputStream::new));
  }

  List<CompletableFuture<Void>> pumps(String id, OutputHub hub) {
    List<CompletableFuture<Void>> pumps = new ArrayList<>();
    stdout.ifPresent(out -> pumps.add(Pump.start(id, Stream.STDOUT, out, hub)));
    stderr.ifPresent(err -> pumps.add(Pump.start(id, Stream.STDERR, err, hub)));
    return pumps;
  }

  void closeStdin() {
    stdin.ifPresent(ContainerLife::closeQuietly);
  }

  @Override
  public void close() {
    closeStdin();
    stdout.ifPresent(ContainerLife::closeQuietly);
    stderr.ifPresent(ContainerLife::closeQuietly);
  }
}
