package io.berth.image;

import io.berth.job.JobProgress;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;

/** An archive on its way in: tells how much has come, and ends when the job is cancelled. */
final class UploadStream extends FilterInputStream {

  private static final long TELL_EVERY_NANOS = 100_000_000;
  private static final String PART = "archive";

  private final long length;
  private final JobProgress progress;
  private long count;
  private long told;

  UploadStream(InputStream in, long length, JobProgress progress) {
    super(in);
    this.length = length;
    this.progress = progress;
    progress.part(PART, "waiting", 0, length);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int wanted) throws IOException {
    if (progress.cancelled()) {
      throw new InterruptedIOException("the upload was cancelled");
    }
    int n = in.read(bytes, offset, wanted);
    if (n < 0) {
      progress.part(PART, "unpacking", count, count);
      return n;
    }
    count += n;
    long now = System.nanoTime();
    if (now - told > TELL_EVERY_NANOS || count == length) {
      told = now;
      progress.part(PART, "uploading", count, length);
    }
    return n;
  }
}
