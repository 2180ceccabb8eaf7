package io.berth.oci;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An image's configuration, {@code application/vnd.oci.image.config.v1+json} and Docker's {@code
 * application/vnd.docker.container.image.v1+json}. Absent fields are null, as on the wire.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ImageConfig(
    @Nullable String created,
    @Nullable String author,
    String architecture,
    String os,
    @Nullable String variant,
    @Nullable Execution config,
    RootFs rootfs,
    @Nullable List<History> history) {

  /** How to run the image; field names are Docker's. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Execution(
      @JsonProperty("User") @Nullable String user,
      @JsonProperty("ExposedPorts") @Nullable Map<String, Object> exposedPorts,
      @JsonProperty("Env") @Nullable List<String> env,
      @JsonProperty("Entrypoint") @Nullable List<String> entrypoint,
      @JsonProperty("Cmd") @Nullable List<String> cmd,
      @JsonProperty("Volumes") @Nullable Map<String, Object> volumes,
      @JsonProperty("WorkingDir") @Nullable String workingDir,
      @JsonProperty("Labels") @Nullable Map<String, String> labels,
      @JsonProperty("StopSignal") @Nullable String stopSignal,
      @JsonProperty("Healthcheck") @Nullable Healthcheck healthcheck,
      @JsonProperty("OnBuild") @Nullable List<String> onBuild,
      @JsonProperty("Shell") @Nullable List<String> shell) {

    /** Says nothing. */
    public static final Execution EMPTY =
        new Execution(null, null, null, null, null, null, null, null, null, null, null, null);
  }

  /** Times in nanoseconds. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Healthcheck(
      @JsonProperty("Test") @Nullable List<String> test,
      @JsonProperty("Interval") @Nullable Long interval,
      @JsonProperty("Timeout") @Nullable Long timeout,
      @JsonProperty("StartPeriod") @Nullable Long startPeriod,
      @JsonProperty("Retries") @Nullable Integer retries) {}

  public record RootFs(String type, @JsonProperty("diff_ids") List<String> diffIds) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  public record History(
      @Nullable String created,
      @JsonProperty("created_by") @Nullable String createdBy,
      @Nullable String author,
      @Nullable String comment,
      @JsonProperty("empty_layer") @Nullable Boolean emptyLayer) {}
}
