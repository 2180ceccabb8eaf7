package io.berth.build;

import io.berth.container.HostConfig;
import io.berth.image.Images.RegistryCredentials;
import io.berth.oci.ImageReference;
import io.berth.oci.Platform;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is to be built, and how.
 *
 * @param dockerfile its path in the context
 * @param names of the image, tags included
 * @param useCache whether steps that were done before are taken from there
 * @param pull whether base images are asked for at their registries even when they are here
 * @param removeContainers whether those of successful steps are removed
 * @param forceRemove whether those of failed steps are, too
 * @param arguments by name; null for one that is only named
 * @param target a stage's name or number; empty for the last one
 * @param host what the containers of RUN ask of the host
 * @param credentials for a registry's domain
 */
public record BuildRequest(
    String dockerfile,
    List<ImageReference> names,
    boolean useCache,
    boolean pull,
    boolean removeContainers,
    boolean forceRemove,
    Map<String, @Nullable String> arguments,
    Map<String, String> labels,
    String target,
    @Nullable Platform platform,
    HostConfig host,
    Function<String, RegistryCredentials> credentials) {

  public BuildRequest {
    names = List.copyOf(names);
    arguments = Collections.unmodifiableMap(new HashMap<>(arguments));
    labels = Map.copyOf(labels);
  }
}
