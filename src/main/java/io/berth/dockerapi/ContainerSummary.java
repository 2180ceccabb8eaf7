package io.berth.dockerapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.berth.container.ContainerView;
import io.berth.container.StatusText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.UpperCamelCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** One row of {@code GET /containers/json}. */
@JsonNaming(UpperCamelCaseStrategy.class)
record ContainerSummary(
    String id,
    List<String> names,
    String image,
    @JsonProperty("ImageID") String imageId,
    String command,
    long created,
    List<Port> ports,
    Map<String, String> labels,
    String state,
    String status,
    Map<String, String> hostConfig,
    ContainerNetworks networkSettings,
    List<MountBody> mounts,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long sizeRw,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long sizeRootFs) {

  @JsonNaming(UpperCamelCaseStrategy.class)
  record Port(
      @JsonProperty("IP") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String ip,
      int privatePort,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer publicPort,
      String type) {

    /** Whatever the host makes of it. */
    boolean isSameAs(Port other) {
      return privatePort == other.privatePort && type.equals(other.type);
    }
  }

  static ContainerSummary of(ContainerView view, ApiVersion version) {
    ContainerView.Sizes sizes = view.sizes();
    return new ContainerSummary(
        view.id(),
        List.of("/" + view.name()),
        view.image(),
        view.imageId(),
        command(view),
        view.created().getEpochSecond(),
        ports(view),
        view.config().labels(),
        view.state().status().name().toLowerCase(Locale.ROOT),
        StatusText.of(view.state(), Instant.now()),
        Map.of("NetworkMode", view.network().mode()),
        ContainerNetworks.of(view, version),
        view.mounts().stream().map(MountBody::of).toList(),
        sizes == null ? null : sizes.writable(),
        sizes == null ? null : sizes.root());
  }

  private static String command(ContainerView view) {
    return Stream.concat(Stream.of(view.path()), view.args().stream().map(ContainerSummary::quoted))
        .collect(Collectors.joining(" "));
  }

  private static String quoted(String argument) {
    return argument.contains(" ") ? "'" + argument + "'" : argument;
  }

  private static List<Port> ports(ContainerView view) {
    List<Port> ports = new ArrayList<>();
    view.network()
        .ports()
        .forEach(port ->
            ports.add(
                new Port(
                    port.hostAddress(), port.containerPort(), port.hostPort(), port.protocol())));
    if (view.state().pid() != 0) {
      view.config().exposedPorts().keySet().stream()
          .filter(exposed -> exposed.matches("\\d{1,5}(/[a-z]+)?"))
          .map(ContainerSummary::exposed)
          .filter(exposed -> ports.stream().noneMatch(exposed::isSameAs))
          .forEach(ports::add);
    }
    return ports;
  }

  private static Port exposed(String text) {
    String[] parts = text.split("/", 2);
    return new Port(null, Integer.parseInt(parts[0]), null, parts.length > 1 ? parts[1] : "tcp");
  }
}
