package io.berth.container;

import io.berth.container.Containers.Attachment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Further processes in running containers. Unknown ids throw {@link io.berth.failure.NotFound}
 * ({@code No such exec instance: x}).
 */
public interface Execs {

  /** Registers an exec; nothing runs yet. */
  String create(String containerRef, ExecRequest request);

  /**
   * Starts it and gives the streams. A missing executable does not throw: its message comes as
   * output and the exit code is 127 or 126, as with Docker. The same when it has to be recorded and
   * cannot be.
   */
  Attachment start(String execId, boolean terminal, int rows, int columns);

  /**
   * Gives the streams of one that was started before, also by an earlier service: its output from
   * now on.
   */
  Attachment attach(String execId);

  /** Ends it as a terminal that is gone does, and kills it when that is not enough. */
  void hangUp(String execId);

  /** The paths of the shells that a running container has, the most comfortable first. */
  List<String> shells(String containerRef);

  /** Those that run and have an owner. */
  List<ExecView> owned();

  /** Starts it with nothing attached. */
  void startDetached(String execId);

  /** May come before the process exists; it is then applied when it does. */
  void resize(String execId, int rows, int columns);

  ExecView inspect(String execId);

  /**
   * @param owner who may attach to it again; null for nobody
   */
  record ExecRequest(
      boolean attachStdin,
      boolean attachStdout,
      boolean attachStderr,
      boolean terminal,
      @Nullable String detachKeys,
      List<String> env,
      List<String> cmd,
      boolean privileged,
      String user,
      String workingDir,
      @Nullable String owner) {}

  /**
   * @param exitCode null while it runs or has not started
   */
  record ExecView(
      String id,
      String containerId,
      ExecRequest request,
      boolean running,
      @Nullable Integer exitCode,
      int pid) {}
}
