package io.berth.oci;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What any manifest or index says, whatever it is of: an image, several, or an artifact.
 *
 * @param subject what this is attached to
 * @param manifests of an index
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ManifestContent(
    @Nullable String artifactType,
    @Nullable Descriptor subject,
    @Nullable Descriptor config,
    List<Descriptor> layers,
    List<Descriptor> manifests,
    Map<String, String> annotations) {

  public ManifestContent {
    layers = List.copyOf(Objects.requireNonNullElse(layers, List.of()));
    manifests = List.copyOf(Objects.requireNonNullElse(manifests, List.of()));
    annotations = annotations == null ? Map.of() : Map.copyOf(annotations);
  }

  public Stream<Descriptor> blobs() {
    return Stream.concat(Stream.ofNullable(config), layers.stream());
  }

  /** The type by which referrers are told apart; empty when it says none. */
  public String kind() {
    if (artifactType != null && !artifactType.isEmpty()) {
      return artifactType;
    }
    return config == null ? "" : config.mediaType();
  }
}
