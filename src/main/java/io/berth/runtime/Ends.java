package io.berth.runtime;

import io.berth.failure.KernelRefused;
import io.berth.linux.Errno;
import io.berth.linux.Fd;
import io.berth.linux.Pipe;
import io.berth.linux.Terminal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The engine's side of a process's standard streams. The streams are the caller's of launch, exec
 * or adopt; the terminal is the process's own further descriptor.
 */
record Ends(
    ContainerProcess.Streams streams, @Nullable Terminal terminal, Optional<Holder> holder) {

  /** Nothing can be read or written any more. */
  static Ends lost(boolean terminal, Optional<Holder> holder) {
    return new Ends(
        new ContainerProcess.Streams(Optional.empty(), ended(), Optional.empty(), terminal),
        null,
        holder);
  }

  /** A descriptor that is at its end. */
  static Fd ended() {
    Pipe pipe = Pipe.open();
    pipe.writer().close();
    return pipe.reader();
  }

  /** What a first process has that an earlier engine launched. */
  static Ends reopened(LaunchSpec spec, Optional<Holder> holder) {
    Optional<Fd> held = holder.flatMap(Holder::take);
    if (!spec.process().terminal()) {
      return fifos(new StreamFifos(spec.streams()), held, holder);
    }
    return held.map(Terminal::of)
        .map(terminal -> terminal(terminal, holder))
        .orElseGet(() -> lost(true, holder));
  }

  static Ends terminal(Terminal terminal, Optional<Holder> holder) {
    ContainerProcess.Streams streams =
        new ContainerProcess.Streams(
            Optional.of(terminal.duplicate()), terminal.duplicate(), Optional.empty(), true);
    return new Ends(streams, terminal, holder);
  }

  private static Ends fifos(StreamFifos fifos, Optional<Fd> stdin, Optional<Holder> holder) {
    StreamFifos.Pair<Fd> output;
    try {
      output = fifos.open();
    } catch (KernelRefused e) {
      if (e.errno() != Errno.ENOENT) {
        stdin.ifPresent(Fd::close);
        throw e;
      }
      output = new StreamFifos.Pair<>(ended(), ended()); // their names are lost
    }
    ContainerProcess.Streams streams =
        new ContainerProcess.Streams(stdin, output.out(), Optional.of(output.err()), false);
    return new Ends(streams, null, holder);
  }

  /** Pipes only: the process would never see the end of its input while another holds it open. */
  void closeStdin() {
    if (!streams.terminal()) {
      holder.ifPresent(Holder::close);
    }
  }

  /** Closes what nobody was given yet. */
  void abandon() {
    streams.stdin().ifPresent(Fd::close);
    streams.stdout().close();
    streams.stderr().ifPresent(Fd::close);
    closeTerminal();
  }

  void closeTerminal() {
    if (terminal != null) {
      terminal.close();
    }
  }
}
