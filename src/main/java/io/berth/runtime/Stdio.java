package io.berth.runtime;

import io.berth.linux.Fd;
import io.berth.linux.Open;
import io.berth.linux.Pipe;
import io.berth.linux.Spawn;
import io.berth.linux.Terminal;
import java.util.ArrayList;
import java.util.List;
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

  static Stdio pipes(boolean openStdin, boolean discardOutput) {
    Pipe in = openStdin ? Pipe.open() : null;
    if (discardOutput) {
      return new Stdio(null, null, in, null, null);
    }
    Pipe out = Pipe.open();
    Pipe err = Pipe.open();
    return new Stdio(null, null, in, out, err);
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

  /** The child's, in the order of their numbers; a terminal is opened by name. */
  List<Fd> ends() {
    List<Fd> ends = new ArrayList<>();
    if (in != null) {
      ends.add(in.reader());
    }
    for (Pipe pipe : new Pipe[] {out, err}) {
      if (pipe != null) {
        ends.add(pipe.writer());
      }
    }
    return ends;
  }

  /**
   * File actions of the child, which is in the container's root by then.
   *
   * @param first number at which it has {@link #ends()}
   */
  void arrange(Spawn spawn, int first) {
    if (terminal != null) {
      // the leader of a session without a terminal gets the first one it opens
      spawn.open(0, "/dev/pts/" + terminal.number(), Open.RDWR).duplicate(0, 1).duplicate(0, 2);
    } else {
      int end = first;
      end = arrange(spawn, 0, in, end, Open.RDONLY);
      end = arrange(spawn, 1, out, end, Open.WRONLY);
      arrange(spawn, 2, err, end, Open.WRONLY);
    }
    spawn.closeFrom(Spawn.KEPT);
  }

  private static int arrange(Spawn spawn, int number, @Nullable Pipe pipe, int end, int otherwise) {
    if (pipe == null) {
      spawn.open(number, "/dev/null", otherwise);
      return end;
    }
    spawn.duplicate(end, number);
    return end + 1;
  }

  /** Starts what keeps the terminal or stdin open when the engine dies, if there is either. */
  Optional<Holder> hold(String owner) {
    if (terminal != null) {
      try (Fd master = terminal.duplicate()) {
        return Holder.start(master, owner);
      }
    }
    return in == null ? Optional.empty() : Holder.start(in.writer(), owner);
  }

  /** Gives the engine's side away and closes the child's. */
  Ends handOver(Optional<Holder> holder) {
    if (terminal != null && peer != null) {
      peer.close();
      return Ends.terminal(terminal, holder);
    }
    ContainerProcess.Streams streams =
        new ContainerProcess.Streams(
            Optional.ofNullable(in).map(p -> Fd.own(p.writer().release())),
            out == null ? Ends.ended() : Fd.own(out.reader().release()),
            Optional.ofNullable(err).map(p -> Fd.own(p.reader().release())),
            false);
    close();
    return new Ends(streams, null, holder);
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
