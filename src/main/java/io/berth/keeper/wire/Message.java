package io.berth.keeper.wire;

import io.berth.keeper.Job;
import io.berth.network.BridgeNetwork.PortRequest;
import io.berth.network.BridgeNetwork.PublishedPort;
import io.berth.runtime.ExitStatus;
import io.berth.runtime.ProcessSpec;
import io.berth.runtime.ResourceUsage;
import io.berth.runtime.Resources;
import io.berth.runtime.RuntimeFeatures;
import java.nio.file.Path;
import java.util.List;

/**
 * Everything that the service and the keeper say to each other. A message may gain fields and this
 * list may gain messages; none ever changes its meaning.
 */
public sealed interface Message {

  /** What this side speaks. A side refuses only what is older than {@link #OLDEST}. */
  int VERSION = 1;

  int OLDEST = 1;

  /** Asks for something. Answered once, by {@link Failed} or what the request names. */
  sealed interface Request extends Message {
    /** Chosen by who asks; given back in the answer. */
    long call();
  }

  sealed interface Answer extends Message {
    long call();
  }

  /** Something happened; said to everybody who is connected. */
  sealed interface Event extends Message {}

  /** The first message of a connection. Answered by {@link Welcome}. */
  record Hello(long call, int version) implements Request {}

  record Welcome(long call, int version, int pid, RuntimeFeatures features) implements Answer {}

  record Done(long call) implements Answer {}

  /**
   * @param kind simple name of the failure's class
   * @param number exit code of CannotExecute, error number of KernelRefused
   * @param systemCall of KernelRefused
   */
  record Failed(long call, String kind, String message, int number, String systemCall)
      implements Answer {}

  /** Answered by {@link Runs}. */
  record ListRuns(long call) implements Request {}

  record Runs(long call, List<RunState> runs) implements Answer {}

  /**
   * Answered by {@link Placed} when the network is the service's to configure, and by {@link
   * Started}. Repeated for a run that is alive it only tells of that run.
   *
   * @param tapped whether output is wanted from the first byte
   */
  record Launch(long call, Job job, boolean tapped) implements Request {}

  /**
   * The first process waits at its gate, and for {@link Proceed}.
   *
   * @param netns the file of its network namespace
   */
  record Placed(long call, Path netns) implements Answer {}

  /**
   * Not answered.
   *
   * @param call of the launch
   * @param good false takes the launch back
   */
  record Proceed(long call, boolean good) implements Request {}

  /** With the descriptors that {@code ends} names. */
  record Started(long call, RunState run, Ends ends) implements Answer {}

  /** Answered by {@link Descriptors}: the container's output from now on. */
  record OpenTap(long call, String container) implements Request {}

  /** With the descriptors that {@code ends} names. */
  record Descriptors(long call, Ends ends) implements Answer {}

  /** Which descriptors come, in this order: the process's pidfd, its stdin, stdout and stderr. */
  record Ends(boolean pidfd, boolean stdin, boolean stdout, boolean stderr) {}

  /** Answered by {@link ExecStarted}. Repeated for an exec that is alive it only tells of that. */
  record StartExec(long call, String container, String exec, ProcessSpec process, String memo)
      implements Request {}

  /** With the descriptors that {@code ends} names. */
  record ExecStarted(long call, ExecState exec, Ends ends) implements Answer {}

  /**
   * Answered by {@link Descriptors}.
   *
   * @param exec empty for the first process, whose output is for taps
   */
  record TakeStreams(long call, String container, String exec) implements Request {}

  /**
   * @param exec empty for the first process
   */
  record Signal(long call, String container, String exec, int signal) implements Request {}

  record Resize(long call, String container, String exec, int rows, int columns)
      implements Request {}

  record CloseStdin(long call, String container, String exec) implements Request {}

  record Pause(long call, String container) implements Request {}

  record Resume(long call, String container) implements Request {}

  record Update(long call, String container, Resources resources) implements Request {}

  /** Answered by {@link Pids}. */
  record ListPids(long call, String container) implements Request {}

  record Pids(long call, List<Integer> pids) implements Answer {}

  /** Answered by {@link Usage}. */
  record Measure(long call, String container) implements Request {}

  record Usage(long call, ResourceUsage usage) implements Answer {}

  /** Never sent: what this side does not know. A keeper answers it, a service passes it over. */
  record Unknown(long call, String name) implements Request {}

  /** Kills what is left of the run and forgets it. */
  record Release(long call, String container) implements Request {}

  /** Answered by {@link Ports}. */
  record ReservePorts(long call, String container, List<PortRequest> ports) implements Request {}

  /** Answered by {@link Ports}. */
  record AdoptPorts(long call, String container, List<PublishedPort> ports, String address)
      implements Request {}

  record Ports(long call, List<PublishedPort> ports) implements Answer {}

  record ClosePorts(long call, String container) implements Request {}

  /**
   * A process has ended.
   *
   * @param exec empty for the first process
   */
  record Ended(String container, String exec, ExitStatus exit) implements Event {}

  /** All output of a run is in its log and in the taps. */
  record Drained(String container) implements Event {}
}
