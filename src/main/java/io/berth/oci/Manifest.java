package io.berth.oci;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An image manifest of either family: one configuration and its layers, the base first. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Manifest(
    int schemaVersion, @Nullable String mediaType, Descriptor config, List<Descriptor> layers) {

  /** Bytes of one, which registries take. */
  public static final int LARGEST = 4 * 1024 * 1024;

  public Manifest {
    layers = List.copyOf(layers);
  }

  /** All that an image needs, its configuration first. */
  public Stream<Descriptor> blobs() {
    return Stream.concat(Stream.of(config), layers.stream());
  }
}
