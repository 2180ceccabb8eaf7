package io.berth.image;

import io.berth.oci.ImageConfig;
import io.berth.oci.ImageReference;
import io.berth.oci.Platform;
import io.berth.team.Owners;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be done with images. A {@code ref} is a name as people write it, a full id
 * ({@code sha256:…} or 64 digits) or a unique prefix of one; an unknown one is {@link
 * io.berth.failure.NotFound} with Docker's words, as is another team's. Who pulls or loads an image
 * that is here sees it from then on. Thread-safe.
 */
public interface Images {

  /** What a container needs of an image; {@code No such image: X:latest} when it is not here. */
  ImageRootfs rootfs(String ref);

  /**
   * The same of an image that may be gone for people, but is kept because containers are made from
   * it.
   *
   * @param reference for display
   */
  ImageRootfs rootfsOf(String imageId, String reference);

  /**
   * Pulls an image, on the caller's thread, telling the listener. Failures before the first event
   * are about the request or the registry's answer to it; later ones are the content's.
   * Interrupting the thread gives up, unless another pull wants the same layers.
   */
  void pull(PullRequest request, PullListener listener) throws InterruptedException;

  /** Newest first. */
  List<ImageSummary> list(ListQuery query);

  ImageView inspect(String ref);

  List<HistoryEntry> history(String ref);

  void tag(String ref, ImageReference target);

  /**
   * Says anew whose it is: the share of the caller's teams, and all of it when an administrator
   * does.
   *
   * @throws io.berth.failure.Forbidden it is not the caller's to give
   */
  void give(String ref, Owners to);

  /**
   * Removes a name, and with the last name the image, by Docker's rules. What other teams have as
   * well is only gone for the caller's.
   */
  List<Removal> remove(String ref, boolean force, boolean prune);

  /** Removes images without a name, or ({@code dangling=false}) all that no container uses. */
  Pruned prune(Map<String, Set<String>> filters);

  /**
   * Loads a {@code docker save} archive or an OCI layout, compressed or not.
   *
   * @param loaded told each name, or the id of an image without one
   */
  void load(InputStream archive, LoadListener loaded) throws IOException, InterruptedException;

  /** Writes a {@code docker save} archive of the named images, which must all exist. */
  Archive save(List<String> refs);

  /**
   * Makes an image of one layer from a root file system's tar, compressed or not. Returns its id.
   */
  String importTar(ImportRequest request, InputStream tar) throws IOException, InterruptedException;

  /**
   * Makes an image of another one and a layer on top of it.
   *
   * @return its id
   */
  String commit(CommitRequest request, LayerContent layer) throws InterruptedException;

  /** For one build; to be closed when it has ended. */
  Building building();

  /**
   * Brings an image to the registry that its name tells, or all of a repository when the reference
   * has no tag, on the caller's thread. Failures before the first event are about the request.
   */
  void push(PushRequest request, PushListener listener) throws InterruptedException;

  /**
   * Finds out whether a registry knows somebody.
   *
   * @param address {@code host}, {@code host:port} or a URL of these; empty for Docker Hub
   * @throws io.berth.failure.Unavailable it does not, or cannot be asked
   */
  void login(String address, RegistryCredentials credentials) throws InterruptedException;

  DiskUsage diskUsage();

  /**
   * One build's way through images. What it begins with, finds or makes by this is neither removed
   * nor pruned until it is closed. Thread-safe.
   */
  interface Building extends AutoCloseable {

    /** {@link Images#rootfs} of an image that the build begins with, or copies from. */
    ImageRootfs base(String ref);

    /**
     * Finds what a build has made before by the same step.
     *
     * @return its id
     */
    Optional<String> made(BuildStep step);

    /**
     * Makes an image by a build's step. Until another step goes on from it, it is listed as an
     * image without a name.
     *
     * @param layer null for a step that changes no file
     * @return its id
     */
    String make(BuildStep step, @Nullable LayerContent layer) throws InterruptedException;

    @Override
    void close();
  }

  /**
   * @param reference without tag and digest: all tags
   * @param platform null for the host's
   */
  record PullRequest(
      ImageReference reference,
      boolean allTags,
      @Nullable Platform platform,
      RegistryCredentials credentials) {}

  /**
   * Credentials as a client sends them; empty strings for none: then those that are kept here for
   * the registry count. Never logged.
   *
   * @param identityToken OAuth2 refresh token
   * @param registryToken bearer token
   */
  record RegistryCredentials(
      String username, String password, String identityToken, String registryToken) {
    public static final RegistryCredentials NONE = new RegistryCredentials("", "", "", "");

    @Override
    public String toString() {
      return "credentials of " + (username.isEmpty() ? "nobody" : username);
    }
  }

  /**
   * @param name of a repository, possibly with a tag, as people write it
   * @param tag instead of one in the name; null for the name's, or else all tags
   */
  record PushRequest(String name, @Nullable String tag, RegistryCredentials credentials) {}

  /** Told of a push, one event at a time, from any thread. Throwing ends the push. */
  @FunctionalInterface
  interface PushListener {
    void on(PushEvent event) throws IOException;
  }

  /** Told of a pull, one event at a time, from any thread. Throwing ends the pull. */
  @FunctionalInterface
  interface PullListener {
    void on(PullEvent event) throws IOException;
  }

  @FunctionalInterface
  interface LoadListener {
    void loaded(String name, boolean isId) throws IOException;
  }

  /** A tar that is written when asked for; the images it holds are not collected meanwhile. */
  @FunctionalInterface
  interface Archive {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * @param all also those that are but steps of a build
   */
  record ListQuery(boolean all, boolean sharedSize, Map<String, Set<String>> filters) {}

  /**
   * @param containers -1 when not counted
   * @param sharedSize bytes of layers that other images have too; -1 when not counted
   */
  record ImageSummary(
      String id,
      List<String> repoTags,
      List<String> repoDigests,
      Instant created,
      long size,
      long sharedSize,
      int containers,
      Map<String, String> labels) {}

  record HistoryEntry(
      @Nullable String id,
      Instant created,
      String createdBy,
      List<String> tags,
      long size,
      String comment) {}

  /** One of the two is set. */
  record Removal(@Nullable String untagged, @Nullable String deleted) {}

  record Pruned(List<Removal> removals, long reclaimedBytes) {}

  /**
   * @param target null for an image without a name
   * @param changes Dockerfile instructions such as {@code CMD ["sh"]}
   */
  record ImportRequest(
      @Nullable ImageReference target,
      String message,
      List<String> changes,
      @Nullable Platform platform) {}

  /**
   * @param parentId which may be kept only because containers are made from it
   * @param execution what its containers do, before the changes
   * @param createdBy the command that made the layer, for the history
   * @param changes Dockerfile instructions such as {@code CMD ["sh"]}
   * @param target null for an image without a name
   */
  record CommitRequest(
      String parentId,
      ImageConfig.Execution execution,
      String createdBy,
      String author,
      String message,
      List<String> changes,
      @Nullable ImageReference target) {}

  /**
   * @param parent an image's id, or empty for none
   * @param platform of an image without a parent
   * @param execution what containers of the new image do
   * @param createdBy tells, with the parent and the execution, one step from another
   */
  record BuildStep(
      String parent,
      Platform platform,
      ImageConfig.Execution execution,
      String createdBy,
      String author,
      Instant created) {}

  /** A layer's archive, uncompressed, that writes itself. */
  @FunctionalInterface
  interface LayerContent {

    /**
     * @return whether there is anything in it
     */
    boolean writeTo(OutputStream out) throws IOException;
  }

  /**
   * @param layersBytes unpacked layers, each counted once
   */
  record DiskUsage(long layersBytes, List<ImageSummary> images) {}
}
