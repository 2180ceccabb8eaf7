package io.berth.runtime;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A running process of a container. The streams are blocking and owned by the caller, who closes
 * them; read them from a platform thread.
 */
public interface ContainerProcess {

  /** As the host sees it. */
  int pid();

  /** Completes once, from the runtime's own waiting thread: callers must not block it. */
  CompletableFuture<ExitStatus> exit();

  /** Absent when stdin is /dev/null. Closing it is end of file for the process (pipes only). */
  Optional<OutputStream> stdin();

  /** Output, or everything the terminal shows. Ends when the last writer is gone. */
  InputStream stdout();

  /** Absent with a terminal. */
  Optional<InputStream> stderr();

  /** Sends a signal; does nothing when the process is gone. */
  void signal(int signal);

  /** Sets the terminal's size; does nothing without a terminal. */
  void resize(ProcessSpec.WindowSize size);
}
