package io.berth.dockerapi;

import io.berth.failure.InvalidRequest;
import io.berth.failure.NotFound;
import io.berth.image.Images;
import io.berth.oci.ImageReference;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /images}: what is here. */
@RestController
class ImagesController {

  private final Images images;

  ImagesController(Images images) {
    this.images = images;
  }

  @GetMapping("/images/json")
  List<ImageWire.Item> list(HttpServletRequest request) {
    Query query = Query.of(request);
    return images
        .list(new Images.ListQuery(query.flag("all"), query.flag("shared-size"), query.filters()))
        .stream()
        .map(ImageWire.Item::of)
        .toList();
  }

  @GetMapping("/images/{name}/json")
  ImageWire.Details inspect(@PathVariable String name) {
    try {
      return ImageWire.Details.of(images.inspect(name));
    } catch (NotFound e) {
      throw new NotFound("no such image: " + name + ": " + e.getMessage(), e);
    }
  }

  @GetMapping("/images/{name}/history")
  List<ImageWire.HistoryItem> history(@PathVariable String name) {
    return images.history(name).stream().map(ImageWire.HistoryItem::of).toList();
  }

  @PostMapping("/images/{name}/tag")
  @ResponseStatus(HttpStatus.CREATED)
  void tag(@PathVariable String name, HttpServletRequest request) {
    Query query = Query.of(request);
    String repository = query.text("repo");
    if (repository == null) {
      throw new InvalidRequest("invalid reference format");
    }
    ImageReference target = ImageReference.of(repository, query.text("tag"));
    if (target.digest() != null) {
      throw new InvalidRequest("refusing to create a tag with a digest reference");
    }
    images.tag(name, target);
  }

  @DeleteMapping("/images/{name}")
  List<ImageWire.RemovalItem> remove(@PathVariable String name, HttpServletRequest request) {
    Query query = Query.of(request);
    return images.remove(name, query.flag("force"), !query.flag("noprune")).stream()
        .map(ImageWire.RemovalItem::of)
        .toList();
  }

  @PostMapping("/images/prune")
  ImageWire.PruneReport prune(HttpServletRequest request) {
    Images.Pruned pruned = images.prune(Query.of(request).filters());
    List<ImageWire.RemovalItem> removals =
        pruned.removals().stream().map(ImageWire.RemovalItem::of).toList();
    return new ImageWire.PruneReport(removals.isEmpty() ? null : removals, pruned.reclaimedBytes());
  }
}
