package io.berth.dashboard;

import io.berth.container.ContainerView;
import io.berth.container.Containers;
import io.berth.failure.BerthException;
import io.berth.failure.NotModified;
import io.berth.image.Images;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * What the command palette finds and does. Under {@code /dashboard} rather than {@code /api}
 * because it is for the browser's session, with its CSRF token; programs have the Docker API.
 */
@RestController
class FindController {

  private final Containers containers;
  private final Images images;

  FindController(Containers containers, Images images) {
    this.containers = containers;
    this.images = images;
  }

  record Found(List<FoundContainer> containers, List<FoundImage> images) {}

  /**
   * @param verbs what can be done to it now
   */
  record FoundContainer(String id, String name, String image, String state, List<String> verbs) {

    static FoundContainer of(ContainerView view) {
      var status = view.state().status();
      List<String> verbs =
          switch (status) {
            case RUNNING, RESTARTING -> List.of("stop", "restart");
            case CREATED, EXITED -> List.of("start");
            case PAUSED -> List.of("stop");
            case REMOVING, DEAD -> List.of();
          };
      return new FoundContainer(
          view.id(), view.name(), view.image(), status.name().toLowerCase(Locale.ROOT), verbs);
    }
  }

  record FoundImage(String id, String name) {}

  @GetMapping("/dashboard/find")
  Found find() {
    return new Found(
        containers.list(new Containers.ListQuery(true, 0, false, Map.of())).stream()
            .map(FoundContainer::of)
            .toList(),
        images.list(new Images.ListQuery(false, false, Map.of())).stream()
            .flatMap(image -> image.repoTags().stream().map(tag -> new FoundImage(image.id(), tag)))
            .toList());
  }

  @PostMapping("/dashboard/find/containers/{id}/{verb:start|stop|restart}")
  ResponseEntity<String> act(@PathVariable String id, @PathVariable String verb) {
    try {
      switch (verb) {
        case "start" -> containers.start(id);
        case "stop" -> containers.stop(id, null, null);
        default -> containers.restart(id, null, null);
      }
      return answer(HttpStatus.OK, "");
    } catch (NotModified e) { // somebody was faster
      return answer(HttpStatus.OK, "");
    } catch (BerthException e) {
      return answer(HttpStatus.CONFLICT, e.getMessage());
    }
  }

  private static ResponseEntity<String> answer(HttpStatus status, @Nullable String words) {
    return ResponseEntity.status(status)
        .contentType(MediaType.TEXT_PLAIN)
        .body(words == null ? "" : words);
  }
}
