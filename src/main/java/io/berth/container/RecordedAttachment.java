package io.berth.container;

import io.berth.container.Containers.Attachment;
import io.berth.container.Containers.OutputSink;
import io.berth.failure.Unavailable;
import io.berth.log.ContainerLog.Stream;
import io.berth.recording.Recording;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * One whose output is written down before it is shown.
 *
 * @param lost runs when that is no longer possible, before {@link #run} throws
 */
record RecordedAttachment(Attachment inner, Recording recording, Runnable lost)
    implements Attachment {

  @Override
  public boolean terminal() {
    return inner.terminal();
  }

  @Override
  public boolean recorded() {
    return true;
  }

  @Override
  public void run(@Nullable InputStream input, OutputSink output) throws IOException {
    try (this) {
      inner.run(
          input,
          (stream, bytes, offset, length) -> {
            record(stream, bytes, offset, length);
            output.write(stream, bytes, offset, length);
          });
    }
  }

  private void record(Stream stream, byte[] bytes, int offset, int length) throws IOException {
    try {
      if (!recording.output(stream == Stream.STDERR, bytes, offset, length)) {
        throw new IOException("given up");
      }
    } catch (Unavailable e) {
      lost.run();
      throw e;
    }
  }

  @Override
  public void end(String words) {
    inner.end(words);
  }

  @Override
  public void close() {
    inner.close();
    recording.close();
  }
}
