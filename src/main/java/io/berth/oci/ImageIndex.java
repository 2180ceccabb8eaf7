package io.berth.oci;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An OCI index or Docker manifest list: manifests for several platforms. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ImageIndex(
    int schemaVersion, @Nullable String mediaType, List<Descriptor> manifests) {
  public ImageIndex {
    manifests = List.copyOf(manifests);
  }

  /** The manifest that suits the platform best; the first of equals. */
  public Optional<Descriptor> choose(Platform wanted) {
    Descriptor best = null;
    int bestScore = 0;
    for (Descriptor candidate : manifests) {
      Platform platform = candidate.platform();
      int score = platform == null ? 0 : platform.suits(wanted);
      if (score > bestScore) {
        best = candidate;
        bestScore = score;
      }
    }
    return Optional.ofNullable(best);
  }
}
