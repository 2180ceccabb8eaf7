package io.berth.keeper;

import io.berth.linux.Fd;
import io.berth.runtime.ExitStatus;
import io.berth.runtime.ProcessSpec;
import io.berth.runtime.ResourceUsage;
import io.berth.runtime.Resources;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One run of a container in the keeper's hands, until {@link #release()}. */
public interface KeptRun {

  String id();

  int pid();

  Instant startedAt();

  boolean isPaused();

  /** What was given with the job. */
  String memo();

  /** Completes when the first process has ended; callers must not block it. */
  CompletableFuture<ExitStatus> exit();

  /** Completes after {@link #exit()}, when all output is in the log and in the taps. */
  CompletableFuture<ExitStatus> drained();

  /** The writing end of stdin, or the terminal; the caller's. Absent when there is none. */
  Optional<Fd> stdin();

  /** End of file for the process, once every descriptor of {@link #stdin()} is closed. */
  void closeStdin();

  /** The tap that was asked for at launch; once. */
  Optional<Tap> firstTap();

  /** Output from now on. Ends with the output, and with the keeper; then ask again. */
  Tap tap();

  /**
   * @param id chosen by the caller
   * @param memo found again with the exec
   * @throws io.berth.failure.CannotExecute 126 or 127
   */
  KeptExec exec(String id, ProcessSpec process, String memo);

  /** Those that are alive. */
  List<KeptExec> execs();

  void signal(int signal);

  void resize(ProcessSpec.WindowSize size);

  void pause();

  void resume();

  void update(Resources resources);

  /** Host process ids of everything inside. */
  List<Integer> pids();

  ResourceUsage usage();

  /** Kills what is left, gives back everything of the kernel's, forgets the run. */
  void release();

  /**
   * Reading ends of pipes; the caller's.
   *
   * @param keeper the same for taps of the same keeper
   * @param stderr absent with a terminal
   */
  record Tap(Object keeper, Fd stdout, Optional<Fd> stderr) implements AutoCloseable {
    @Override
    public void close() {
      stdout.close();
      stderr.ifPresent(Fd::close);
    }
  }
}
