package io.berth.build;

import io.berth.build.Sources.Found;
import io.berth.dockerfile.Expansion;
import io.berth.dockerfile.Heredoc;
import io.berth.dockerfile.Instruction.Copy;
import io.berth.failure.InvalidRequest;
import io.berth.failure.Unavailable;
import io.berth.files.RootFiles;
import io.berth.image.Images;
import io.berth.image.Images.LayerContent;
import io.berth.linux.RootPath;
import io.berth.runtime.FileView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The instructions of a stage that write files without running anything. */
final class StageFiles {

  private final Images images;
  private final Steps steps;
  private final Draft draft;
  private final BuildFolder folder;
  private final Context context;
  private final From from;
  private final Times times;

  /** Layers of an earlier stage or an image, the topmost first. */
  @FunctionalInterface
  interface From {
    List<Path> layers(String name) throws InterruptedException;
  }

  /**
   * @param latest the time of files that are younger
   * @param base when the image was made that the stage begins with
   */
  record Times(Instant latest, Instant base) {}

  StageFiles(
      Images images,
      Steps steps,
      Draft draft,
      BuildFolder folder,
      Context context,
      From from,
      Times times) {
    this.images = images;
    this.steps = steps;
    this.draft = draft;
    this.folder = folder;
    this.context = context;
    this.from = from;
    this.times = times;
  }

  Instant latest() {
    return times.latest;
  }

  private List<Path> soFar() {
    return steps.image().isEmpty() ? List.of() : images.rootfs(steps.image()).layers();
  }

  /** As old as the base image, so that the same build gives the same layer. */
  LayerContent directory(String path) {
    Instant time = times.base.isBefore(times.latest) ? times.base : times.latest;
    return CopyStep.directory(path, soFar(), folder, time);
  }

  void copy(Copy copy, Expansion expansion) throws IOException, InterruptedException {
    if (copy.from().isEmpty()) {
      copy(copy, expansion, context.files());
      return;
    }
    List<Path> layers = from.layers(copy.from());
    FileView view = FileView.ofStopped(folder.over(layers), List.of(), true);
    try (RootFiles files = new RootFiles(view.open())) {
      copy(copy, expansion, files);
    }
  }

  private void copy(Copy copy, Expansion expansion, RootFiles files)
      throws IOException, InterruptedException {
    List<String> asked = copy.sources().stream().map(expansion::word).toList();
    String owner = expansion.word(copy.owner());
    String mode = expansion.word(copy.mode());
    Sources sources = new Sources(files, copy.from().isEmpty(), copy.word());
    List<Found> found = new ArrayList<>();
    if (!asked.isEmpty()) {
      found.addAll(sources.find(asked));
    }
    try (RootFiles documents = documents(copy.documents(), expansion)) {
      for (Heredoc document : copy.documents()) {
        found.add(new Found(documents, document.name(), "/" + document.name(), false));
      }
      copy(copy, expansion.word(copy.target()), owner, mode, found);
    }
  }

  private void copy(Copy copy, String target, String owner, String mode, List<Found> found)
      throws IOException, InterruptedException {
    CopyStep step =
        new CopyStep(
            new CopyStep.Order(
                copy.word(),
                found,
                absolute(target),
                owner.isEmpty() || owner.indexOf(':') >= 0 ? owner : owner + ":" + owner,
                mode.isEmpty() ? -1 : mode(mode),
                copy.add(),
                !copy.from().isEmpty() && owner.isEmpty()));
    // without a blank behind an owner, as Docker Engine writes it
    String flags =
        (mode.isEmpty() ? "" : "--chmod=" + mode + " ")
            + (owner.isEmpty() ? "" : "--chown=" + owner);
    String comment = "#(nop) %s %s%s in %s ".formatted(copy.word(), flags, step.sum(), target);
    steps.step(
        steps.shell(comment), maker -> maker.make(step.copied(soFar(), folder, times.latest)));
  }

  private static int mode(String octal) {
    if (!octal.matches("0?[0-7]{1,4}")) {
      throw new InvalidRequest("invalid chmod parameter: '" + octal + "': it takes octal digits");
    }
    return Integer.parseInt(octal, 8);
  }

  private String absolute(String target) {
    if (target.startsWith("/")) {
      return target;
    }
    String base = draft.workingDir.isEmpty() ? "/" : draft.workingDir;
    Path path = Path.of("/", base).resolve(target.isEmpty() ? "." : target).normalize();
    boolean directory = target.endsWith("/") || target.equals(".") || target.endsWith("/.");
    return directory && !path.toString().equals("/") ? path + "/" : path.toString();
  }

  /** Here-documents as files. */
  private RootFiles documents(List<Heredoc> documents, Expansion expansion) {
    Path directory = folder.directory();
    try {
      for (Heredoc document : documents) {
        String name = document.name();
        if (name.isEmpty() || name.indexOf('/') >= 0 || name.equals(".") || name.equals("..")) {
          throw new InvalidRequest("a here-document cannot be a file named \"" + name + "\"");
        }
        Path file = directory.resolve(name);
        String text = document.content();
        Files.writeString(file, document.expanded() ? expansion.document(text) : text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
      }
    } catch (IOException e) {
      throw new Unavailable("cannot write a here-document: " + e.getMessage(), e);
    }
    return new RootFiles(RootPath.of(directory));
  }
}
