package io.berth.build;

import io.berth.dockerfile.Dockerfile;
import io.berth.dockerfile.IgnoreRules;
import io.berth.failure.InvalidRequest;
import io.berth.failure.KernelRefused;
import io.berth.failure.Unavailable;
import io.berth.files.RootFiles;
import io.berth.files.Unpacking;
import io.berth.linux.Directory;
import io.berth.linux.Errno;
import io.berth.linux.FileTree;
import io.berth.linux.RootPath;
import io.berth.snapshot.Decompression;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The files that a client sent to be built from, unpacked; no path leads out of them. */
final class Context implements AutoCloseable {

  private static final String IGNORE = ".dockerignore";

  private final RootPath root;
  private final RootFiles files;

  private Context(Path directory) {
    this.root = RootPath.of(directory);
    this.files = new RootFiles(RootPath.of(directory));
  }

  /** Unpacks a context into an empty directory. */
  static Context receive(InputStream archive, Path directory) {
    Context context = new Context(directory);
    try (InputStream plain = new SpaceLeft(Decompression.open(archive), directory)) {
      context.files.unpack("/", plain, Unpacking.PLAIN.withoutDevices());
      return context;
    } catch (KernelRefused e) {
      context.close();
      throw e.errno() == Errno.ENOSPC || e.errno() == Errno.EDQUOT
          ? new Unavailable("no space is left for the build context", e)
          : e;
    } catch (IOException e) {
      context.close();
      throw new InvalidRequest("cannot read the build context: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      context.close();
      throw e;
    }
  }

  /** A context of nothing but this. */
  static Context of(String dockerfile, Path directory) {
    try {
      Files.writeString(directory.resolve("Dockerfile"), dockerfile);
    } catch (IOException e) {
      throw new Unavailable("cannot write the Dockerfile: " + e.getMessage(), e);
    }
    return new Context(directory);
  }

  RootFiles files() {
    return files;
  }

  /** Takes the Dockerfile, and takes it away when the rules say that it is not sent along. */
  String dockerfile(String path) {
    String name = String.join("/", names(path));
    String text =
        read(name)
            .orElseThrow(() -> new InvalidRequest("Cannot locate specified Dockerfile: " + path));
    if (text.isBlank()) {
      throw new InvalidRequest("the Dockerfile (" + path + ") cannot be empty");
    }
    IgnoreRules rules = IgnoreRules.parse(read(IGNORE).orElse(""));
    for (String file : List.of(name, IGNORE)) {
      if (rules.excludes(file)) {
        delete(file);
      }
    }
    return text;
  }

  private static List<String> names(String path) {
    List<String> names =
        List.of(path.split("/")).stream().filter(n -> !n.isEmpty() && !n.equals(".")).toList();
    if (names.isEmpty() || names.contains("..") || path.indexOf('\0') >= 0) {
      throw new InvalidRequest("forbidden path outside the build context: " + path);
    }
    return names;
  }

  /** By the same way as it was read: a link in it leads out for whoever goes by the host's path. */
  private void delete(String name) {
    if (root.status("/" + name).isPresent()) {
      try (Directory above = root.parent("/" + name)) {
        FileTree.delete(above, RootPath.lastName("/" + name));
      }
    }
  }

  private Optional<String> read(String name) {
    try {
      byte[] bytes = root.read("/" + name, Dockerfile.LONGEST);
      return Optional.of(new String(bytes, StandardCharsets.UTF_8));
    } catch (KernelRefused e) {
      if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENOTDIR || e.errno() == Errno.ELOOP) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public void close() {
    files.close();
    root.close();
  }
}
