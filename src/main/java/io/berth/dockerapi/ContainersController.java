package io.berth.dockerapi;

import io.berth.container.ContainerConfig;
import io.berth.container.ContainerView;
import io.berth.container.Containers;
import io.berth.container.Containers.CreateRequest;
import io.berth.container.Containers.ListQuery;
import io.berth.container.HostConfig;
import io.berth.failure.InvalidRequest;
import io.berth.failure.Unsupported;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies.UpperCamelCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** The life of containers under {@code /containers}. */
@RestController
class ContainersController {

  private final Containers containers;

  ContainersController(Containers containers) {
    this.containers = containers;
  }

  @PostMapping("/containers/create")
  @ResponseStatus(HttpStatus.CREATED)
  CreatedBody create(HttpServletRequest request) throws IOException {
    JsonNode body = DockerJson.read(request, JsonNode.class);
    if (!body.isObject() || body.isEmpty()) {
      throw new InvalidRequest("Config cannot be empty in order to create a container");
    }
    Query query = Query.of(request);
    Containers.Created created =
        containers.create(
            new CreateRequest(
                query.text("name"),
                DockerJson.convert(body, ContainerConfig.class),
                hostConfig(body.path("HostConfig")),
                EndpointReader.readAll(body.path("NetworkingConfig").path("EndpointsConfig")),
                query.text("platform")));
    return new CreatedBody(created.id(), created.warnings());
  }

  private static HostConfig hostConfig(JsonNode node) {
    return node.isMissingNode() || node.isNull()
        ? DockerJson.parse("{}".getBytes(StandardCharsets.UTF_8), HostConfig.class)
        : DockerJson.convert(node, HostConfig.class);
  }

  @GetMapping("/containers/json")
  List<ContainerSummary> list(HttpServletRequest request) {
    Query query = Query.of(request);
    return containers
        .list(
            new ListQuery(
                query.flag("all"), query.number("limit", 0), query.flag("size"), query.filters()))
        .stream()
        .map(view -> ContainerSummary.of(view, ApiVersion.of(request)))
        .toList();
  }

  @GetMapping("/containers/{ref}/json")
  ContainerInspect inspect(@PathVariable String ref, HttpServletRequest request) {
    ContainerView view = containers.inspect(ref, Query.of(request).flag("size"));
    return ContainerInspect.of(view, ApiVersion.of(request));
  }

  @PostMapping("/containers/{ref}/start")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void start(@PathVariable String ref) {
    containers.start(ref);
  }

  @PostMapping("/containers/{ref}/stop")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void stop(@PathVariable String ref, HttpServletRequest request) {
    Query query = Query.of(request);
    containers.stop(ref, query.number("t"), query.text("signal"));
  }

  @PostMapping("/containers/{ref}/restart")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void restart(@PathVariable String ref, HttpServletRequest request) {
    Query query = Query.of(request);
    containers.restart(ref, query.number("t"), query.text("signal"));
  }

  @PostMapping("/containers/{ref}/kill")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void kill(@PathVariable String ref, HttpServletRequest request) {
    containers.kill(ref, Query.of(request).text("signal"));
  }

  @PostMapping("/containers/{ref}/pause")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void pause(@PathVariable String ref) {
    containers.pause(ref);
  }

  @PostMapping("/containers/{ref}/unpause")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void unpause(@PathVariable String ref) {
    containers.unpause(ref);
  }

  @PostMapping("/containers/{ref}/rename")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void rename(@PathVariable String ref, HttpServletRequest request) {
    String name = Query.of(request).text("name");
    if (name == null) {
      throw new InvalidRequest("Neither old nor new names may be empty");
    }
    containers.rename(ref, name);
  }

  @PostMapping("/containers/{ref}/resize")
  void resize(@PathVariable String ref, HttpServletRequest request) {
    Query query = Query.of(request);
    containers.resize(ref, query.number("h", 0), query.number("w", 0));
  }

  @PostMapping("/containers/{ref}/update")
  UpdatedBody update(@PathVariable String ref, HttpServletRequest request) throws IOException {
    return new UpdatedBody(containers.update(ref, DockerJson.read(request, HostConfig.class)));
  }

  @DeleteMapping("/containers/{ref}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void remove(@PathVariable String ref, HttpServletRequest request) {
    Query query = Query.of(request);
    if (query.flag("link")) {
      throw new Unsupported("links are not offered by this version");
    }
    containers.remove(ref, query.flag("force"), query.flag("v"));
  }

  @PostMapping("/containers/prune")
  PrunedBody prune(HttpServletRequest request) {
    Containers.Pruned pruned = containers.prune(Query.of(request).filters());
    return new PrunedBody(pruned.ids(), pruned.reclaimedBytes());
  }

  @GetMapping("/containers/{ref}/top")
  TopBody top(@PathVariable String ref, HttpServletRequest request) {
    String args = Query.of(request).text("ps_args");
    Containers.ProcessTable table = containers.top(ref, args == null ? "-ef" : args);
    return new TopBody(table.titles(), table.processes());
  }

  @GetMapping("/containers/{ref}/changes")
  List<ChangeBody> changes(@PathVariable String ref) {
    return containers.changes(ref).stream()
        .map(change -> new ChangeBody(change.path(), change.kind()))
        .toList();
  }

  @JsonNaming(UpperCamelCaseStrategy.class)
  record CreatedBody(String id, List<String> warnings) {}

  @JsonNaming(UpperCamelCaseStrategy.class)
  record UpdatedBody(List<String> warnings) {}

  @JsonNaming(UpperCamelCaseStrategy.class)
  record PrunedBody(List<String> containersDeleted, long spaceReclaimed) {}

  @JsonNaming(UpperCamelCaseStrategy.class)
  record TopBody(List<String> titles, List<List<String>> processes) {}

  @JsonNaming(UpperCamelCaseStrategy.class)
  record ChangeBody(String path, int kind) {}
}
