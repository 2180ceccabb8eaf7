package io.berth.dashboard.creation;

import io.berth.container.ContainerConfig;
import io.berth.container.Containers.CreateRequest;
import io.berth.container.HostConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The body of the Docker API's {@code POST /containers/create}, as it is being put together. */
final class CreateBody {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  final Map<String, Object> config = new LinkedHashMap<>();
  final Map<String, Object> host = new LinkedHashMap<>();
  String name = "";

  CreateRequest request() {
    return new CreateRequest(
        name,
        JSON.convertValue(config, ContainerConfig.class),
        JSON.convertValue(host, HostConfig.class),
        Map.of(),
        null);
  }
}
