package io.berth.container;

import io.berth.linux.FdInputStream;
import io.berth.linux.FdOutputStream;
import io.berth.runtime.ContainerProcess;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/** A process's descriptors as streams. Closing ends whoever is blocked on one of them. */
record ProcessStreams(
    Optional<OutputStream> stdin, InputStream stdout, Optional<InputStream> stderr)
    implements AutoCloseable {

  static ProcessStreams of(ContainerProcess process) {
    var fds = process.streams();
    return new ProcessStreams(
        fds.stdin().map(fd -> new Stdin(new FdOutputStream(fd), process)),
        new FdInputStream(fds.stdout()),
        fds.stderr().map(FdInputStream::new));
  }

  /** Closing it is end of file for the process (pipes only). */
  private static final class Stdin extends FilterOutputStream {

    private final ContainerProcess process;

    Stdin(OutputStream stream, ContainerProcess process) {
      super(stream);
      this.process = process;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      out.close();
      process.closeStdin();
    }
  }

  void closeStdin() {
    stdin.ifPresent(ContainerLife::closeQuietly);
  }

  @Override
  public void close() {
    closeStdin();
    ContainerLife.closeQuietly(stdout);
    stderr.ifPresent(ContainerLife::closeQuietly);
  }
}
