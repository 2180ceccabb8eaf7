package io.berth.runtime;

import io.berth.linux.Fd;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A running process of a container. */
public interface ContainerProcess {

  /** As the host sees it. */
  int pid();

  /** When it was born: together with {@link #pid()} it names one process for ever. */
  long startTicks();

  /** Completes once, from the runtime's own waiting thread: callers must not block it. */
  CompletableFuture<ExitStatus> exit();

  /** The same at every call, owned by the caller of launch, exec or adopt, who closes them. */
  Streams streams();

  /**
   * The engine's ends, all blocking. With a terminal, stdin and stdout are both its master.
   *
   * @param stdin absent when the process reads /dev/null, and when it was taken over without what
   *     held it; end of file comes when this is closed and {@link #closeStdin()} was called
   * @param stdout output, or everything the terminal shows; ends when the last writer is gone. At
   *     its end from the first when output is discarded or cannot be had any more
   * @param stderr absent with a terminal, when output is discarded, and for an exec taken over
   */
  record Streams(Optional<Fd> stdin, Fd stdout, Optional<Fd> stderr, boolean terminal) {}

  /** Sends a signal; does nothing when the process is gone. */
  void signal(int signal);

  /** Sets the terminal's size; does nothing without a terminal. */
  void resize(ProcessSpec.WindowSize size);

  /**
   * A further descriptor of the process, for the caller.
   *
   * @throws io.berth.failure.NotFound the process is gone, and {@link #exit()} completes
   */
  Fd pidfd();

  /**
   * Lets go, for good, of whatever else keeps a pipe to stdin open; does nothing with a terminal.
   */
  void closeStdin();
}
