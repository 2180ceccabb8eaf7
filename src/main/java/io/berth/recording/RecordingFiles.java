package io.berth.recording;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** Where each recording is: in files that only the engine's user reads. */
@Component
final class RecordingFiles {

  private final Path directory;

  RecordingFiles(RecordingRoot root) {
    this.directory = root.directory();
  }

  CastFile create(String id, Session session, long epochSecond, long limit) throws IOException {
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    return CastFile.create(of(id), session, epochSecond, limit);
  }

  Path of(String id) {
    return directory.resolve(id + ".cast");
  }

  void delete(String id) throws IOException {
    Files.deleteIfExists(of(id));
  }

  /** When a crash ended it. */
  Instant lastWritten(String id) throws IOException {
    return Files.getLastModifiedTime(of(id)).toInstant();
  }
}
