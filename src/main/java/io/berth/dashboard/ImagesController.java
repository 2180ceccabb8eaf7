package io.berth.dashboard;

import io.berth.container.ContainerView;
import io.berth.container.Containers;
import io.berth.image.ImageFiles;
import io.berth.image.ImageView;
import io.berth.image.Images;
import io.berth.team.Ownership.Kind;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The list of images, and what one is: configuration, history, layers. */
@Controller
@RequestMapping("/dashboard/images")
class ImagesController {

  private final Images images;
  private final ImageFiles files;
  private final Containers containers;
  private final Belonging belonging;
  private final boolean secureCookies;

  /**
   * @param secureCookies whether people come through a proxy that speaks TLS
   */
  ImagesController(
      Images images,
      ImageFiles files,
      Containers containers,
      Belonging belonging,
      @Value("${berth.security.secure-cookies}") boolean secureCookies) {
    this.secureCookies = secureCookies;
    this.belonging = belonging;
    this.images = images;
    this.files = files;
    this.containers = containers;
  }

  /**
   * @param layer its number, or 0 for an instruction that made none
   */
  record HistoryRow(String createdBy, String comment, String created, int layer, String size) {}

  @GetMapping
  String list(
      @RequestParam(defaultValue = "") String q,
      @RequestParam(defaultValue = ImageListing.NEWEST) String sort,
      @RequestParam(defaultValue = "") String owner,
      Model model) {
    var listing = new ImageListing(q, sort, owner);
    var all = images.list(new Images.ListQuery(false, true, Map.of()));
    model.addAttribute("listing", listing);
    model.addAttribute("total", all.size());
    model.addAttribute(
        "images",
        listing.rows(
            all.stream().filter(image -> belonging.chosen(owner, Kind.IMAGE, image.id())).toList(),
            allContainers(),
            Instant.now()));
    return "images";
  }

  @GetMapping("/{id}")
  String overview(@PathVariable String id, HttpServletRequest request, Model model) {
    ImageView image = head(id, model);
    model.addAttribute("image", image);
    model.addAttribute("size", Units.bytes(image.size()));
    model.addAttribute("created", Units.ago(image.created(), Instant.now()));
    model.addAttribute(
        "pulled", PullHere.of(request, request.isSecure() || secureCookies, image.repoTags()));
    model.addAttribute("facts", ImageFact.of(image.config()));
    model.addAttribute(
        "users",
        allContainers().stream()
            .filter(view -> view.imageId().equals(image.id()))
            .map(ImageRow.User::of)
            .toList());
    return "image";
  }

  @GetMapping("/{id}/history")
  String history(@PathVariable String id, Model model) {
    ImageView image = head(id, model);
    model.addAttribute(
        "history",
        files.instructions(image.id()).stream()
            .map(step ->
                new HistoryRow(
                    step.createdBy(),
                    step.comment(),
                    step.created(),
                    step.layer(),
                    Units.bytes(step.size())))
            .toList());
    return "image-history";
  }

  @GetMapping("/{id}/layers")
  String layers(@PathVariable String id, Model model) {
    ImageView image = head(id, model);
    model.addAttribute(
        "layers",
        files.layers(image.id()).stream()
            .map(layer -> LayerRow.of(layer, files.waste(image.id(), layer.number()), image.size()))
            .toList());
    return "image-layers";
  }

  private ImageView head(String id, Model model) {
    ImageView image = images.inspect(id);
    model.addAttribute("head", ImageHead.of(image));
    return image;
  }

  private List<ContainerView> allContainers() {
    return containers.list(new Containers.ListQuery(true, 0, false, Map.of()));
  }
}
