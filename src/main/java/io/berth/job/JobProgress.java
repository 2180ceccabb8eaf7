package io.berth.job;

/** Where a job tells how far it is. Thread-safe, never blocks. */
public interface JobProgress {

  /** Adds a line to the job's log; the oldest are dropped when there are too many. */
  void log(String line);

  /**
   * Says how one part of the work is. Parts are shown in the order in which they first appear.
   *
   * @param name of the part, unique in the job
   * @param state a word for people, such as {@code downloading}
   * @param total 0 when it is not known
   */
  void part(String name, String state, long current, long total);

  /** What the work made or changed, such as an image's id. */
  void result(String result);

  /** Whether the job is to end; work that cannot be interrupted asks now and then. */
  boolean cancelled();
}
