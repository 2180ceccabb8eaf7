package io.berth.runtime;

import io.berth.linux.Fd;
import io.berth.linux.Open;
import io.berth.linux.Pipe;
import io.berth.linux.Spawn;
import io.berth.linux.Terminal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A process's standard streams: pipes, or a terminal. Both sides until {@link #handOver()}. */
final class Stdio implements AutoCloseable {

  private final @Nullable Terminal terminal;
  private final @Nullable Fd peer;
  private final @Nullable Pipe in;
  private final @Nullable Pipe out;
  private final @Nullable Pipe err;

  private Stdio(
      @Nullable Terminal terminal,
      @Nullable Fd peer,
      @Nullable Pipe in,
      @Nullable Pipe out,
      @Nullable Pipe err) {
    this.terminal = terminal;
    this.peer = peer;
    this.in = in;
    this.out = out;
    this.err = err;
  }

  static Stdio pipes(boolean openStdin) {
    Pipe out = Pipe.open();
    Pipe err = Pipe.open();
    return new Stdio(null, null, openStdin ? Pipe.open() : null, out, err);
  }

  /** Output by FIFOs, for a process that outlives the engine. */
  static Stdio fifos(StreamFifos fifos, boolean openStdin) {
    StreamFifos.Pair<Pipe> output = fifos.make();
    return new Stdio(null, null, openStdin ? Pipe.open() : null, output.out(), output.err());
  }

  static Stdio terminal(Terminal terminal, ProcessSpec.WindowSize size) {
    if (size.rows() > 0 || size.columns() > 0) {
      terminal.resize(size.rows(), size.columns());
    }
    return new Stdio(terminal, terminal.peer(), null, null, null);
  }

  /** The user's side of the terminal, for /dev/console. */
  @Nullable Fd peer() {
    return peer;
  }

  void owner(int uid, int gid) {
    if (terminal != null && peer != null) {
      terminal.owner(peer, uid);
      return;
    }
    for (Pipe pipe : new Pipe[] {in, out, err}) {
      if (pipe != null) {
        pipe.owner(uid, gid);
      }
    }
  }

  /** File actions of the child, which is in the container's root by then. */
  void arrange(Spawn spawn) {
    if (terminal != null) {
      // the leader of a session without a terminal gets the first one it opens
      spawn.open(0, "/dev/pts/" + terminal.number(), Open.RDWR).duplicate(0, 1).duplicate(0, 2);
    } else if (out != null && err != null) {
      if (in != null) {
        spawn.duplicate(in.reader(), 0);
      } else {
        spawn.open(0, "/dev/null", Open.RDONLY);
      }
      spawn.duplicate(out.writer(), 1).duplicate(err.writer(), 2);
    }
    spawn.closeFrom(3);
  }

  /** Gives the engine's side away and closes the child's; the terminal stays open. */
  ContainerProcess.Streams handOver() {
    if (terminal != null && peer != null) {
      peer.close();
      return new ContainerProcess.Streams(
          Optional.of(terminal.duplicate()), terminal.duplicate(), Optional.empty(), true);
    }
    if (out == null || err == null) {
      throw new IllegalStateException("neither terminal nor pipes");
    }
    ContainerProcess.Streams streams =
        new ContainerProcess.Streams(
            Optional.ofNullable(in).map(p -> Fd.own(p.writer().release())),
            Fd.own(out.reader().release()),
            Optional.of(Fd.own(err.reader().release())),
            false);
    close();
    return streams;
  }

  @Nullable Terminal terminal() {
    return terminal;
  }

  @Override
  public void close() {
    if (terminal != null && peer != null) {
      terminal.close();
      peer.close();
    }
    for (Pipe pipe : new Pipe[] {in, out, err}) {
      if (pipe != null) {
        pipe.close();
      }
    }
  }
}
