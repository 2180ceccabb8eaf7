package io.berth.keeper;

import io.berth.linux.Fd;
import io.berth.runtime.ExitStatus;
import io.berth.runtime.ProcessSpec;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A further process in a container. */
public interface KeptExec {

  String id();

  int pid();

  boolean hasTerminal();

  /** What was given with it. */
  String memo();

  CompletableFuture<ExitStatus> exit();

  /**
   * Its streams, the caller's. For one that an earlier service started they are fetched, and what
   * it wrote in between is gone.
   */
  Streams streams();

  void resize(ProcessSpec.WindowSize size);

  /** Does nothing when it has ended. */
  void signal(int signal);

  /** End of file for the process, once every descriptor of its stdin is closed. */
  void closeStdin();

  /**
   * @param stdout absent when output is discarded or cannot be had any more
   */
  record Streams(Optional<Fd> stdin, Optional<Fd> stdout, Optional<Fd> stderr) {}
}
