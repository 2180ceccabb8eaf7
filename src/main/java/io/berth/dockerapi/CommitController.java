package io.berth.dockerapi;

import io.berth.container.ContainerConfig;
import io.berth.container.Containers;
import io.berth.container.Containers.CommitRequest;
import io.berth.failure.InvalidRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Objects;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.PropertyNamingStrategies.UpperCamelCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** {@code POST /commit}: images of what containers have changed. */
@RestController
class CommitController {

  private final Containers containers;

  CommitController(Containers containers) {
    this.containers = containers;
  }

  @PostMapping("/commit")
  @ResponseStatus(HttpStatus.CREATED)
  CommittedBody commit(HttpServletRequest request) throws IOException, InterruptedException {
    Query query = Query.of(request);
    String container = query.text("container");
    if (container == null) {
      throw new InvalidRequest("the parameter container says of which container to make an image");
    }
    ContainerConfig config = DockerJson.readOptional(request, ContainerConfig.class);
    return new CommittedBody(
        containers.commit(
            container,
            new CommitRequest(
                config == null ? ContainerConfig.EMPTY : config,
                text(query, "author"),
                text(query, "comment"),
                query.all("changes").stream().flatMap(String::lines).toList(),
                query.flag("pause", true),
                query.target())));
  }

  private static String text(Query query, String name) {
    return Objects.requireNonNullElse(query.text(name), "");
  }

  @JsonNaming(UpperCamelCaseStrategy.class)
  record CommittedBody(String id) {}
}
