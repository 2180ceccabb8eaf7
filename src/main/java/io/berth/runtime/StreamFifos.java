package io.berth.runtime;

import io.berth.failure.KernelRefused;
import io.berth.linux.Directory;
import io.berth.linux.Errno;
import io.berth.linux.Fd;
import io.berth.linux.Pipe;
import io.berth.linux.RootPath;
import java.nio.file.Path;
import java.util.function.Function;

/** The named output of a run's first process, which outlives whoever reads it. */
record StreamFifos(Path directory) {

  private static final String OUT = "stdout";
  private static final String ERR = "stderr";

  record Pair<T>(T out, T err) {}

  Pair<Pipe> make() {
    return both(Pipe::named, Pipe::close);
  }

  /** Reading ends of those that are there. */
  Pair<Fd> open() {
    return both(Pipe::reader, Fd::close);
  }

  private interface Opening<T> {
    T in(Directory directory, String name);
  }

  private <T> Pair<T> both(Opening<T> opening, java.util.function.Consumer<T> undo) {
    return inside(entries -> {
      T out = opening.in(entries, OUT);
      try {
        return new Pair<>(out, opening.in(entries, ERR));
      } catch (RuntimeException e) {
        undo.accept(out);
        throw e;
      }
    });
  }

  void remove() {
    try {
      inside(entries -> {
        Pipe.removeName(entries, OUT);
        Pipe.removeName(entries, ERR);
        return true;
      });
    } catch (KernelRefused e) {
      if (e.errno() != Errno.ENOENT) { // the directory went with them
        throw e;
      }
    }
  }

  private <T> T inside(Function<Directory, T> task) {
    try (RootPath root = RootPath.of(directory);
        Directory entries = root.directory("/")) {
      return task.apply(entries);
    }
  }
}
