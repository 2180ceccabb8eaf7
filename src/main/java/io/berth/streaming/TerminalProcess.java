package io.berth.streaming;

import io.berth.container.ContainerView.Status;
import io.berth.container.Containers;
import io.berth.container.Execs;
import io.berth.failure.BerthException;
import io.berth.security.Caller;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is behind a terminal. Its end is nobody's request: the engine looks after it. */
interface TerminalProcess {

  Logger LOG = LoggerFactory.getLogger(TerminalProcess.class);

  /** What a browser comes back with. */
  String id();

  /** In full. */
  String containerId();

  void resize(int rows, int columns);

  /** Null while it runs, or when nobody knows. */
  @Nullable Integer exitCode();

  /** Nobody comes back to it. */
  void hangUp();

  /** Whether the end of what is typed must not reach it. */
  boolean outlivesTyping();

  /** A further process of a container. */
  record Shell(Execs execs, String id, String containerId) implements TerminalProcess {

    @Override
    public void resize(int rows, int columns) {
      execs.resize(id, rows, columns);
    }

    @Override
    public @Nullable Integer exitCode() {
      return Caller.ENGINE.call(() -> execs.inspect(id)).exitCode();
    }

    @Override
    public void hangUp() {
      try {
        Caller.ENGINE.call(() -> {
          execs.hangUp(id);
          return id;
        });
      } catch (BerthException e) {
        LOG.debug("a shell without a person", e);
      }
    }

    @Override
    public boolean outlivesTyping() {
      return false;
    }
  }

  /** A container's own process, which nobody else's coming and going ends. */
  record Main(Containers containers, String containerId) implements TerminalProcess {

    static final String ID = "main";

    @Override
    public String id() {
      return ID;
    }

    @Override
    public void resize(int rows, int columns) {
      containers.resize(containerId, rows, columns);
    }

    @Override
    public @Nullable Integer exitCode() {
      var state = Caller.ENGINE.call(() -> containers.inspect(containerId, false)).state();
      return state.status() == Status.EXITED ? state.exitCode() : null;
    }

    @Override
    public void hangUp() {}

    @Override
    public boolean outlivesTyping() {
      return true;
    }
  }
}
