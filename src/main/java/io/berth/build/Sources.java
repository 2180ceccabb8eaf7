package io.berth.build;

import io.berth.dockerfile.PathPattern;
import io.berth.failure.InvalidRequest;
import io.berth.failure.KernelRefused;
import io.berth.failure.Unsupported;
import io.berth.files.FileContent;
import io.berth.files.FilePaths;
import io.berth.files.FileStat;
import io.berth.files.RootFiles;
import io.berth.linux.Errno;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/** Finds what COPY and ADD are about, below a root that nothing leads out of. */
final class Sources {

  private static final int PAGE = 1000;

  private final RootFiles files;
  private final boolean context;
  private final String word;

  /**
   * @param context whether they are the build's context, rather than an image
   * @param word COPY or ADD, for messages
   */
  Sources(RootFiles files, boolean context, String word) {
    this.files = files;
    this.context = context;
    this.word = word;
  }

  /**
   * Something to copy.
   *
   * @param files where it lies
   * @param name the last part of its path as it is asked for; empty for the root
   * @param path where it is, every link followed
   */
  record Found(RootFiles files, String name, String path, boolean directory) {

    /** An archive of what is in it, or of a file by another name. */
    TarPipe.Writer packed(String as) {
      return out -> {
        if (directory) {
          files.packContent(path, out);
        } else {
          files.packAs(path, as, out);
        }
      };
    }

    /** A file's own bytes. */
    TarPipe.Writer content() {
      return out -> {
        try (FileContent content = files.content(path)) {
          content.writeTo(out);
        }
      };
    }

    boolean isArchive() throws IOException {
      return !directory
          && files.stat(path).isFile()
          && TarPipe.through(content(), TarPipe::isArchive);
    }
  }

  /**
   * @param asked paths and patterns; variables replaced
   */
  List<Found> find(List<String> asked) {
    List<Found> found = new ArrayList<>();
    for (String path : asked) {
      refuseUrl(path);
      List<String> names = names(path);
      String clean = String.join("/", names);
      if (PathPattern.isPattern(clean)) {
        found.addAll(matching(PathPattern.of(clean)));
      } else {
        found.add(one(clean));
      }
    }
    if (found.isEmpty()) {
      throw failed("no source files were specified");
    }
    return found;
  }

  private void refuseUrl(String path) {
    String lower = path.toLowerCase(Locale.ROOT);
    boolean git = lower.startsWith("git@") || lower.startsWith("git://");
    if (!lower.startsWith("http://") && !lower.startsWith("https://") && !git) {
      return;
    }
    if (word.equals("COPY")) {
      throw new InvalidRequest("source can't be a URL for COPY");
    }
    throw new Unsupported(
        "ADD of a URL is not supported: fetch %s in a RUN step, or put it into the build context"
            .formatted(path));
  }

  private List<String> names(String path) {
    Deque<String> names = new ArrayDeque<>();
    for (String name : path.split("/")) {
      if (name.equals("..")) {
        if (names.pollLast() == null && context && !path.startsWith("/")) {
          throw failed("forbidden path outside the build context: " + path + " ()");
        }
      } else if (!name.isEmpty() && !name.equals(".")) {
        names.addLast(name);
      }
    }
    return List.copyOf(names);
  }

  private Found one(String path) {
    try {
      String place = files.followed("/" + path);
      FileStat stat = files.stat(place);
      return new Found(files, path.substring(path.lastIndexOf('/') + 1), place, stat.isDirectory());
    } catch (KernelRefused e) {
      if (e.errno() != Errno.ENOENT && e.errno() != Errno.ENOTDIR && e.errno() != Errno.ELOOP) {
        throw e;
      }
      String missing = "stat " + FilePaths.show(path) + ": file does not exist";
      throw failed(
          context
              ? "file not found in build context or excluded by .dockerignore: " + missing
              : missing);
    }
  }

  private InvalidRequest failed(String why) {
    return new InvalidRequest(word + " failed: " + why);
  }

  /** Whatever fits, in order, directories before what is in them; links are not followed. */
  private List<Found> matching(PathPattern pattern) {
    List<Found> found = new ArrayList<>();
    Deque<String> todo = new ArrayDeque<>(List.of(""));
    while (!todo.isEmpty()) {
      String folder = todo.removeFirst();
      List<String> below = new ArrayList<>();
      String after = "";
      while (after != null) {
        RootFiles.Listing page = files.list("/" + folder, after, PAGE);
        for (FileStat entry : page.entries()) {
          String path = folder.isEmpty() ? entry.name() : folder + "/" + entry.name();
          if (pattern.matches(path)) {
            found.add(one(path));
          }
          if (entry.isDirectory()) {
            below.add(path);
          }
        }
        after = page.next();
      }
      below.reversed().forEach(todo::addFirst);
    }
    return found;
  }
}
