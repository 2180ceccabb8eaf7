package io.berth.container;

import io.berth.linux.Fd;
import io.berth.linux.FdOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;

/** A process's stdin. Closing it is end of file for the process (pipes only). */
final class Stdin extends FilterOutputStream {

  private final Runnable closeElsewhere;

  /**
   * @param closeElsewhere lets go of whatever else keeps it open
   */
  Stdin(Fd fd, Runnable closeElsewhere) {
    super(new FdOutputStream(fd));
    this.closeElsewhere = closeElsewhere;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    out.write(bytes, offset, length);
  }

  @Override
  public void close() throws IOException {
    out.close();
    closeElsewhere.run();
  }
}
