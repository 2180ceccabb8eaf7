package io.berth.restapi;

import io.berth.audit.Audit;
import io.berth.container.Recreations;
import io.berth.container.Recreations.Before;
import io.berth.container.Recreations.Change;
import io.berth.container.Recreations.Difference;
import io.berth.container.Recreations.Settings;
import io.berth.failure.InvalidRequest;
import io.berth.failure.NotFound;
import io.berth.job.JobView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Changes of containers. The body holds only what changes, in the format of Docker's {@code POST
 * /containers/create}; null unsets a field.
 */
@RestController
@RequestMapping("/api/containers/{ref}")
class RecreateController {

  private final Recreations recreations;
  private final Audit audit;

  RecreateController(Recreations recreations, Audit audit) {
    this.recreations = recreations;
    this.audit = audit;
  }

  @GetMapping("/recreate")
  Settings settings(@PathVariable String ref) {
    return recreations.settings(ref);
  }

  @PostMapping("/recreate/difference")
  List<Difference> difference(
      @PathVariable String ref,
      @RequestParam(defaultValue = "false") boolean newerImage,
      @RequestBody Map<String, @Nullable Object> body) {
    return recreations.difference(ref, change(body, newerImage));
  }

  /**
   * @param newerImage whether to take the image that its name stands for now
   */
  @PostMapping("/recreate")
  @ResponseStatus(HttpStatus.ACCEPTED)
  JobView recreate(
      @PathVariable String ref,
      @RequestParam(defaultValue = "false") boolean newerImage,
      @RequestBody Map<String, @Nullable Object> body) {
    Change change = change(body, newerImage);
    String changed =
        recreations.difference(ref, change).stream()
            .map(Difference::setting)
            .collect(Collectors.joining(", "));
    audit.note("changed=" + changed);
    return recreations.recreate(ref, change);
  }

  /** What going back would lead to. */
  @GetMapping("/go-back")
  Before before(@PathVariable String ref) {
    return recreations
        .before(ref)
        .orElseThrow(() -> new NotFound("there is no version before of container " + ref));
  }

  @PostMapping("/go-back")
  @ResponseStatus(HttpStatus.ACCEPTED)
  JobView goBack(@PathVariable String ref) {
    return recreations.goBack(ref);
  }

  private static Change change(Map<String, @Nullable Object> body, boolean newerImage) {
    Map<String, @Nullable Object> config = new HashMap<>(body);
    Map<String, @Nullable Object> host = new HashMap<>();
    if (config.remove("HostConfig") instanceof Map<?, ?> fields) {
      fields.forEach((name, value) -> host.put(String.valueOf(name), value));
    } else if (body.get("HostConfig") != null) {
      throw new InvalidRequest("HostConfig is not an object");
    }
    return new Change(config, host, newerImage);
  }
}
