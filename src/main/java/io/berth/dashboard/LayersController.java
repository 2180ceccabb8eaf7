package io.berth.dashboard;

import io.berth.failure.NotFound;
import io.berth.image.ImageFiles;
import io.berth.image.ImageFiles.FileEntry;
import io.berth.image.ImageFiles.Folder;
import io.berth.image.ImageFiles.Waste;
import io.berth.image.ImageFiles.WastedFile;
import io.berth.image.Images;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The files of one layer, a directory at a time. */
@Controller
@RequestMapping("/dashboard/images/{id}/layers/{number}")
class LayersController {

  private static final int PAGE = 200;

  private final Images images;
  private final ImageFiles files;

  LayersController(Images images, ImageFiles files) {
    this.images = images;
    this.files = files;
  }

  /** A directory on the way to the one that is shown. */
  record Step(String name, String path) {}

  /**
   * @param next the name after which to go on, or null
   */
  record FolderPart(
      String image,
      int layer,
      String path,
      List<FileRow> rows,
      int hiddenBy,
      boolean first,
      @Nullable String next) {}

  record FileRow(
      String name,
      String path,
      String change,
      String kind,
      String size,
      String mode,
      String owner,
      String target,
      int hiddenBy) {

    static FileRow of(FileEntry entry) {
      var file = entry.file();
      return new FileRow(
          entry.name(),
          entry.path(),
          entry.change(),
          file.kind(),
          file.kind().equals("file") ? Units.bytes(file.size()) : file.device(),
          file.mode(),
          file.uid() + ":" + file.gid(),
          file.target(),
          entry.hiddenBy());
    }

    /** Only what the layer itself has can be opened. */
    public boolean openable() {
      return kind.equals("directory") && !change.equals("deleted");
    }
  }

  record WastedRow(String path, String size, int hiddenBy) {
    static WastedRow of(WastedFile file) {
      return new WastedRow(file.path(), Units.bytes(file.size()), file.hiddenBy());
    }
  }

  @GetMapping
  String show(
      @PathVariable String id,
      @PathVariable int number,
      @RequestParam(defaultValue = "") String path,
      @RequestParam(defaultValue = "") String after,
      Model model) {
    var image = images.inspect(id);
    var all = files.layers(image.id());
    var layer =
        all.stream()
            .filter(l -> l.number() == number)
            .findFirst()
            .orElseThrow(() -> new NotFound("the image has no layer " + number));
    Waste waste = files.waste(image.id(), number);
    model.addAttribute("head", ImageHead.of(image));
    model.addAttribute("layer", LayerRow.of(layer, waste, image.size()));
    model.addAttribute("count", all.size());
    model.addAttribute("waste", waste.largest().stream().map(WastedRow::of).toList());
    model.addAttribute("steps", steps(path));
    model.addAttribute("folder", folder(image.id(), number, path, after));
    return "image-layer";
  }

  /** A folder alone, for the page's script. */
  @GetMapping("/files")
  String files(
      @PathVariable String id,
      @PathVariable int number,
      @RequestParam(defaultValue = "") String path,
      @RequestParam(defaultValue = "") String after,
      Model model) {
    model.addAttribute("folder", folder(images.inspect(id).id(), number, path, after));
    return "image-parts :: folder";
  }

  private FolderPart folder(String image, int number, String path, String after) {
    Folder folder = files.folder(image, number, path, after, PAGE);
    return new FolderPart(
        image,
        number,
        folder.path(),
        folder.entries().stream().map(FileRow::of).toList(),
        folder.hiddenBy(),
        after.isEmpty(),
        folder.next());
  }

  private static List<Step> steps(String path) {
    List<Step> steps = new ArrayList<>();
    StringBuilder way = new StringBuilder();
    for (String name : path.split("/")) {
      if (!name.isEmpty()) {
        way.append(way.isEmpty() ? "" : "/").append(name);
        steps.add(new Step(name, way.toString()));
      }
    }
    return steps;
  }
}
