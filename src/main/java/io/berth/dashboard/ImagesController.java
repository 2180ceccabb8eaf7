package io.berth.dashboard;

import io.berth.image.Images;
import java.time.Instant;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;

/** The list of images, and the layers of one. */
@Controller
@RequestMapping("/dashboard/images")
class ImagesController {

  private final Images images;

  ImagesController(Images images) {
    this.images = images;
  }

  @GetMapping
  String list(Model model) {
    var now = Instant.now();
    model.addAttribute(
        "images",
        images.list(new Images.ListQuery(false, true, Map.of())).stream()
            .map(image -> ImageRow.of(image, now))
            .toList());
    return "images";
  }

  @GetMapping("/{id}")
  String show(@PathVariable String id, Model model) {
    var image = images.inspect(id);
    model.addAttribute("shortId", Units.shortId(image.id()));
    model.addAttribute("image", image);
    model.addAttribute("size", Units.bytes(image.size()));
    model.addAttribute("created", Units.ago(image.created(), Instant.now()));
    model.addAttribute("layers", LayerRow.of(image, images.history(image.id())));
    return "image";
  }
}
