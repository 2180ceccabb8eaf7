package io.berth.dockerapi;

import io.berth.failure.InvalidRequest;
import io.berth.security.SecretNames;
import io.berth.volume.Volumes;
import io.berth.volume.Volumes.Volume;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
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

/** Volumes under {@code /volumes}. */
@RestController
class VolumesController {

  private final Volumes volumes;

  VolumesController(Volumes volumes) {
    this.volumes = volumes;
  }

  @JsonNaming(UpperCamelCaseStrategy.class)
  record CreateBody(
      @Nullable String name,
      @Nullable String driver,
      @Nullable Map<String, String> driverOpts,
      @Nullable Map<String, String> labels,
      @Nullable JsonNode clusterVolumeSpec) {}

  @JsonNaming(UpperCamelCaseStrategy.class)
  record VolumeBody(
      String createdAt,
      String driver,
      Map<String, String> labels,
      String mountpoint,
      String name,
      @Nullable Map<String, String> options,
      String scope) {

    static VolumeBody of(Volume volume) {
      return new VolumeBody(
          DockerJson.time(volume.created()),
          "local",
          SecretNames.masked(volume.labels()),
          volume.mountpoint().toString(),
          volume.name(),
          null,
          "local");
    }
  }

  @JsonNaming(UpperCamelCaseStrategy.class)
  record ListBody(List<VolumeBody> volumes, @Nullable List<String> warnings) {}

  @JsonNaming(UpperCamelCaseStrategy.class)
  record PrunedBody(List<String> volumesDeleted, long spaceReclaimed) {}

  @PostMapping("/volumes/create")
  @ResponseStatus(HttpStatus.CREATED)
  VolumeBody create(HttpServletRequest request) throws IOException {
    CreateBody body = DockerJson.read(request, CreateBody.class);
    if (body.clusterVolumeSpec() != null && !body.clusterVolumeSpec().isNull()) {
      throw new InvalidRequest("cluster volumes are not offered by this engine");
    }
    return VolumeBody.of(
        volumes.create(
            body.name(),
            Objects.requireNonNullElse(body.driver(), ""),
            Objects.requireNonNullElse(body.driverOpts(), Map.of()),
            Objects.requireNonNullElse(body.labels(), Map.of())));
  }

  @GetMapping("/volumes")
  ListBody list(HttpServletRequest request) {
    return new ListBody(
        volumes.list(Query.of(request).filters()).stream().map(VolumeBody::of).toList(), null);
  }

  @GetMapping("/volumes/{name}")
  VolumeBody inspect(@PathVariable String name) {
    return VolumeBody.of(volumes.inspect(name));
  }

  @DeleteMapping("/volumes/{name}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void remove(@PathVariable String name, HttpServletRequest request) {
    volumes.remove(name, Query.of(request).flag("force"));
  }

  @PostMapping("/volumes/prune")
  PrunedBody prune(HttpServletRequest request) {
    Volumes.Pruned pruned = volumes.prune(Query.of(request).filters());
    return new PrunedBody(pruned.names(), pruned.reclaimedBytes());
  }
}
