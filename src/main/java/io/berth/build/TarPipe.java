package io.berth.build;

import io.berth.failure.BerthException;
import io.berth.failure.InvalidRequest;
import io.berth.snapshot.Decompression;
import io.berth.snapshot.TarReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Lets one thread write an archive while another one reads it. */
final class TarPipe {

  private static final int BUFFER = 256 * 1024;

  private TarPipe() {}

  @FunctionalInterface
  interface Writer {
    void write(OutputStream out) throws IOException;
  }

  @FunctionalInterface
  interface Reader<T> {
    T read(InputStream in) throws IOException;
  }

  /** What the reader makes of it; the writer's failure comes before the reader's. */
  static <T> T through(Writer writer, Reader<T> reader) throws IOException {
    AtomicReference<BerthException> failed = new AtomicReference<>();
    PipedInputStream in = new PipedInputStream(BUFFER);
    PipedOutputStream out = new PipedOutputStream(in);
    // its system calls would hold a virtual thread's carrier
    Thread.ofPlatform().name("build-pack").start(() -> write(writer, out, failed));
    try {
      T made = read(reader, in);
      raise(failed.get());
      return made;
    } catch (RuntimeException | IOException e) {
      raise(failed.get());
      throw e;
    }
  }

  /** Closing lets the writer end, too. */
  private static <T> T read(Reader<T> reader, PipedInputStream in) throws IOException {
    try (in) {
      return reader.read(in);
    }
  }

  /** Whether it is a tar archive, compressed or not. */
  static boolean isArchive(InputStream in) throws IOException {
    try (InputStream plain = Decompression.open(in)) {
      return new TarReader(plain).next() != null;
    } catch (InvalidRequest | IOException e) {
      return false;
    }
  }

  private static void write(
      Writer writer, OutputStream out, AtomicReference<BerthException> failed) {
    try (out) {
      writer.write(out);
    } catch (BerthException e) {
      failed.set(e);
    } catch (IOException e) {
      // the reader has gone
    }
  }

  private static void raise(@Nullable BerthException failure) {
    if (failure != null) {
      throw failure;
    }
  }
}
