package io.berth.dockerapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.berth.container.ContainerView.MountPoint;
import tools.jackson.databind.PropertyNamingStrategies.UpperCamelCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** A mount of a container as lists and inspection show it. */
@JsonNaming(UpperCamelCaseStrategy.class)
record MountBody(
    String type,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) String name,
    String source,
    String destination,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) String driver,
    String mode,
    @JsonProperty("RW") boolean rw,
    String propagation) {

  static MountBody of(MountPoint mount) {
    return new MountBody(
        mount.type(),
        mount.name(),
        mount.source(),
        mount.destination(),
        mount.driver(),
        mount.mode(),
        mount.readWrite(),
        mount.propagation());
  }
}
