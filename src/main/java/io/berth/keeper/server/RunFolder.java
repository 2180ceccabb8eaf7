package io.berth.keeper.server;

import io.berth.keeper.wire.BadMessage;
import io.berth.keeper.wire.RecordCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A run's folder in memory: its FIFOs, its record, and a record for each of its execs. */
record RunFolder(Path path) {

  private static final FileAttribute<?> OWN =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final String RUN = "record";
  private static final String EXEC = "exec-";

  static List<RunFolder> in(Path directory) {
    List<RunFolder> folders = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, Files::isDirectory)) {
      entries.forEach(entry -> folders.add(new RunFolder(entry)));
      return folders;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void make() {
    try {
      Files.createDirectory(path, OWN);
    } catch (FileAlreadyExistsException e) {
      // a launch that is repeated
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void write(RunRecord record) {
    write(RUN, record);
  }

  void write(ExecRecord record) {
    write(EXEC + record.id(), record);
  }

  /** In one step: a reader sees the old one or the new one. */
  private void write(String name, Record record) {
    try {
      Path draft = path.resolve("." + name);
      Files.write(draft, RecordCodec.write(record));
      Files.move(draft, path.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Optional<RunRecord> run() {
    return read(path.resolve(RUN), RunRecord.class);
  }

  List<ExecRecord> execs() {
    List<ExecRecord> records = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path, EXEC + "*")) {
      entries.forEach(entry -> read(entry, ExecRecord.class).ifPresent(records::add));
      return records;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <T> Optional<T> read(Path file, Class<T> type) {
    try {
      return Optional.of(RecordCodec.read(Files.readAllBytes(file), type));
    } catch (NoSuchFileException | BadMessage e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void forgetExec(String id) {
    try {
      Files.deleteIfExists(path.resolve(EXEC + id));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void delete() {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
      for (Path entry : entries) {
        Files.delete(entry);
      }
      Files.delete(path);
    } catch (NoSuchFileException e) {
      return;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
