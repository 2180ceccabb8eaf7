package io.berth.runtime;

/** Chooses the system-call filter of a process. */
interface SystemCallFilter {

  /** Prepares the filter; what is returned loads it into the calling thread, without classes. */
  Runnable prepare(ProcessSpec spec);
}
