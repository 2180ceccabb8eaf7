package io.berth.dockerapi;

import io.berth.container.ContainerView;
import io.berth.container.InspectDocument;
import org.springframework.stereotype.Component;
import tools.jackson.databind.ObjectWriter;

/** The answer of {@code GET /containers/{id}/json} for those who do not come by HTTP. */
@Component
class WireDocument implements InspectDocument {

  private static final ObjectWriter PRETTY = DockerJson.MAPPER.writerWithDefaultPrettyPrinter();

  @Override
  public String of(ContainerView view) {
    return PRETTY.writeValueAsString(ContainerInspect.of(view, ApiVersion.MAX));
  }
}
