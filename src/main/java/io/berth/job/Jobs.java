package io.berth.job;

import io.berth.team.Owners;
import java.util.List;

/**
 * Starts long work and knows it until some hours after its end. What the caller does not see is as
 * if it were not there. Thread-safe.
 */
public interface Jobs {

  /** Runs the work on a thread of its own; returns at once. */
  JobView start(Request request, Work work);

  /**
   * Runs the work on the caller's thread, for work that needs the caller's connection. Returns when
   * it has ended, however that was.
   */
  JobView run(Request request, Work work);

  /** {@link io.berth.failure.NotFound} when there is none, or none any more. */
  JobView find(String id);

  /** Running ones and those that ended lately, newest first, without their logs. */
  List<JobView> list();

  /** Newest first, without their logs. */
  List<JobView> running();

  /** Asks a running job to end; one that has ended stays as it is. */
  void cancel(String id);

  /**
   * @param kind a word for programs, such as {@code pull}
   * @param title what is being done, for people
   * @param user who asked for it
   * @param owners who sees it
   */
  record Request(String kind, String title, String user, Owners owners) {}

  /** Interrupted when the job is cancelled. What it throws is the job's failure. */
  @FunctionalInterface
  interface Work {
    void run(JobProgress progress) throws Exception;
  }
}
