package io.berth.config;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What a person may decide about one engine. Several run side by side when root, socket and port
 * differ.
 *
 * @param root holds everything the engine keeps: database, blobs, layers, containers, volumes
 * @param socket the Unix socket of the Docker Engine API; whoever may open it is administrator
 * @param port of the dashboard and the authenticated API on 127.0.0.1; 0 for any free one
 * @param stopContainers whether containers are stopped when the service ends in good order
 */
@Validated
@ConfigurationProperties("berth")
public record BerthProperties(
    @NotNull @DefaultValue("/var/lib/berth") Path root,
    @NotNull @DefaultValue("/run/berth/berth.sock") Path socket,
    @Min(0) @Max(65535) @DefaultValue("8088") int port,
    @DefaultValue("false") boolean stopContainers) {

  public BerthProperties {
    root = root.toAbsolutePath().normalize();
    socket = socket.toAbsolutePath().normalize();
  }
}
