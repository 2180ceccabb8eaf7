package io.berth.files;

import io.berth.failure.Conflict;
import io.berth.failure.InvalidRequest;
import io.berth.linux.Directory;
import io.berth.linux.Fd;
import io.berth.linux.FileStatus;
import io.berth.linux.Io;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;

/** A file that gets its name when all of it is there. */
final class NewFile {

  private static final int BUFFER = 128 * 1024;
  private static final int MODE = 0644;

  private NewFile() {}

  static void write(Directory in, String name, InputStream content, boolean replace)
      throws IOException {
    Optional<FileStatus> before = in.status(name);
    if (before.isPresent()) {
      requireReplaceable(name, before.get(), replace);
    }
    FileStatus model = before.orElseGet(() -> FileStatus.of(in.fd()));
    String unfinished = ".berth-upload-" + UUID.randomUUID();
    try {
      try (Fd file = in.create(unfinished, 0600)) {
        copy(content, file);
        Directory.owner(file, model.uid(), model.gid());
        // without set-id bits: this is another content
        Directory.permissions(file, before.isPresent() ? model.permissions() & 01777 : MODE);
      }
      in.rename(unfinished, in, name);
    } catch (IOException | RuntimeException e) {
      remove(in, unfinished, e);
      throw e;
    }
  }

  private static void requireReplaceable(String name, FileStatus there, boolean replace) {
    String shown = FilePaths.show(name);
    if (!there.isRegular()) {
      throw new InvalidRequest(
          "there is a " + FileStat.of(name, there, "").kind() + " called " + shown + " already");
    }
    if (!replace) {
      throw new Conflict("there is a file called " + shown + " already");
    }
  }

  private static void copy(InputStream content, Fd file) throws IOException {
    byte[] heap = new byte[BUFFER];
    ByteBuffer direct = ByteBuffer.allocateDirect(BUFFER);
    for (int n = content.read(heap); n >= 0; n = content.read(heap)) {
      direct.clear();
      direct.put(heap, 0, n).flip();
      Io.write(file, direct);
    }
  }

  private static void remove(Directory in, String unfinished, Exception because) {
    try {
      if (in.status(unfinished).isPresent()) {
        in.remove(unfinished);
      }
    } catch (RuntimeException e) {
      because.addSuppressed(e);
    }
  }
}
