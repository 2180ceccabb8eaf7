package io.berth.build;

import io.berth.job.JobView;
import java.io.InputStream;

/** Builds as jobs, which go on whoever looks. Thread-safe. */
public interface BuildJobs {

  String BUILD = "build";

  /**
   * Takes the context in, and then builds on a thread of its own; the job's result is the image's
   * id. What is wrong with the request, the context or the Dockerfile is thrown, and there is no
   * job then.
   *
   * @param context a tar archive, compressed or not; read to its end
   */
  JobView build(BuildOrder order, InputStream context, String user);

  /** The same with a context that is a Dockerfile and nothing else. */
  JobView build(BuildOrder order, String dockerfile, String user);
}
