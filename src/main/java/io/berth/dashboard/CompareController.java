package io.berth.dashboard;

import io.berth.image.ImageComparison;
import io.berth.image.ImageComparison.FileChange;
import io.berth.image.ImageComparison.LayerPair;
import io.berth.image.ImageFiles;
import io.berth.image.ImageFiles.FileInfo;
import io.berth.image.ImageFiles.LayerInfo;
import io.berth.image.Images;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Two images side by side. */
@Controller
class CompareController {

  private static final int PAGE = 300;

  private final Images images;
  private final ImageFiles files;

  CompareController(Images images, ImageFiles files) {
    this.images = images;
    this.files = files;
  }

  record Choice(String id, String name) {}

  record LayerCell(int number, String shortId, String size, String instruction) {
    static @Nullable LayerCell of(@Nullable LayerInfo layer) {
      return layer == null
          ? null
          : new LayerCell(
              layer.number(),
              Units.shortId(layer.diffId()),
              Units.bytes(layer.size()),
              layer.instruction());
    }
  }

  record PairRow(@Nullable LayerCell first, @Nullable LayerCell second, boolean shared) {
    static PairRow of(LayerPair pair) {
      return new PairRow(LayerCell.of(pair.first()), LayerCell.of(pair.second()), pair.shared());
    }
  }

  record ChangeRow(String path, String change, String what, String before, String after) {
    static ChangeRow of(FileChange change) {
      return new ChangeRow(
          change.path(),
          change.change(),
          change.what(),
          text(change.first(), change.what()),
          text(change.second(), change.what()));
    }

    private static String text(@Nullable FileInfo file, String what) {
      if (file == null) {
        return "";
      }
      String plain =
          switch (file.kind()) {
            case "file" -> Units.bytes(file.size());
            case "link" -> "→ " + file.target();
            default -> file.kind();
          };
      boolean attributes = what.contains("mode") || what.contains("owner");
      return attributes ? plain + " " + file.mode() + " " + file.uid() + ":" + file.gid() : plain;
    }
  }

  @GetMapping("/dashboard/images/compare")
  String compare(
      @RequestParam(defaultValue = "") String a,
      @RequestParam(defaultValue = "") String b,
      @RequestParam(defaultValue = "0") int from,
      Model model) {
    model.addAttribute("choices", choices());
    model.addAttribute("a", id(a));
    model.addAttribute("b", id(b));
    if (!a.isEmpty() && !b.isEmpty()) {
      show(files.compare(a, b), Math.max(0, from), model);
    }
    return "image-compare";
  }

  private void show(ImageComparison found, int from, Model model) {
    var changes = found.files().changes();
    int start = Math.min(from, changes.size());
    int end = Math.min(start + PAGE, changes.size());
    model.addAttribute("found", found);
    model.addAttribute("firstSize", Units.bytes(found.firstSize()));
    model.addAttribute("secondSize", Units.bytes(found.secondSize()));
    model.addAttribute("sharedSize", Units.bytes(found.sharedBytes()));
    model.addAttribute("pairs", found.layers().stream().map(PairRow::of).toList());
    model.addAttribute("added", Units.bytes(found.files().addedBytes()));
    model.addAttribute("removed", Units.bytes(found.files().removedBytes()));
    model.addAttribute("changes", changes.subList(start, end).stream().map(ChangeRow::of).toList());
    model.addAttribute("start", start);
    model.addAttribute("end", end);
    model.addAttribute("listed", changes.size());
  }

  private List<Choice> choices() {
    return images.list(new Images.ListQuery(false, false, Map.of())).stream()
        .map(image ->
            new Choice(
                image.id(),
                image.repoTags().isEmpty()
                    ? Units.shortId(image.id())
                    : image.repoTags().getFirst()))
        .toList();
  }

  private String id(String ref) {
    return ref.isEmpty() ? "" : images.inspect(ref).id();
  }
}
