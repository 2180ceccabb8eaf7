package io.berth.container;

import io.berth.job.JobView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Changes what cannot be changed of a container: a new one with other settings takes its place, and
 * the old one waits in the bin. If the new one does not start, or ends at once, the old one comes
 * back by itself. A {@code ref} is as for {@link Containers}.
 */
public interface Recreations {

  /** What would make the container again, its secrets masked. */
  Settings settings(String ref);

  /** What would differ. Throws what {@link #recreate} would throw before it makes anything. */
  List<Difference> difference(String ref, Change change);

  /** All that can be refused is refused before the job starts. */
  JobView recreate(String ref, Change change);

  /** The version that {@link #goBack} leads to; empty when there is none any more. */
  Optional<Before> before(String ref);

  /** Lets the version before take the container's place. */
  JobView goBack(String ref);

  /**
   * @param config without what the image says by itself
   * @param newerImage whether the image's name stands for another image by now
   */
  record Settings(
      String id, String name, ContainerConfig config, HostConfig hostConfig, boolean newerImage) {}

  /**
   * Changed fields by the names of Docker's create format. A field that is null is unset; one that
   * is absent stays, and so does a secret that comes back as its mask.
   *
   * @param newerImage whether to take the image that the name stands for now
   */
  record Change(
      Map<String, @Nullable Object> config,
      Map<String, @Nullable Object> hostConfig,
      boolean newerImage) {}

  /**
   * One setting, in words, as the caller may see it.
   *
   * @param before empty when it was not set
   */
  record Difference(String setting, String before, String after) {}

  /**
   * @param differences what going back changes
   */
  record Before(String id, Instant since, Instant until, String by, List<Difference> differences) {}
}
