package io.berth.container;

import io.berth.image.Images;
import io.berth.log.ContainerLog;
import io.berth.oci.ImageReference;
import io.berth.team.Owners;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The life of containers. A {@code ref} is a full id, a unique prefix of one, or a name with or
 * without its slash. Every method throws {@link io.berth.failure.NotFound} ({@code No such
 * container: x}) for an unknown one, as for another team's. Failures carry Docker's own words.
 * Thread-safe; changes to one container are made one after another.
 */
public interface Containers {

  Created create(CreateRequest request);

  /** Throws what {@link #create} would throw before it looks at the image; makes nothing. */
  void check(CreateRequest request);

  void start(String ref);

  /**
   * @param timeoutSeconds null for the container's own or 10; negative waits forever
   * @param signal null for the container's own or TERM
   */
  void stop(String ref, @Nullable Integer timeoutSeconds, @Nullable String signal);

  void restart(String ref, @Nullable Integer timeoutSeconds, @Nullable String signal);

  /**
   * @param signal a name with or without SIG, or a number; null for KILL
   */
  void kill(String ref, @Nullable String signal);

  void pause(String ref);

  void unpause(String ref);

  void rename(String ref, String name);

  void remove(String ref, boolean force, boolean volumes);

  /**
   * Puts a container on one more network, at once when it runs.
   *
   * @param config null for no wishes
   */
  void connect(String ref, String network, @Nullable EndpointConfig config);

  /**
   * @param force also from a network that is gone
   */
  void disconnect(String ref, String network, boolean force);

  /**
   * Says anew whose it is, with its volumes without a name and the version before it.
   *
   * @throws io.berth.failure.Forbidden it is not the caller's to give
   */
  void give(String ref, Owners to);

  /**
   * A value of its environment or labels as it is, for those who may work with it.
   *
   * @throws io.berth.failure.NotFound it has none of this name
   */
  String reveal(String ref, Secret.Kind kind, String name);

  /** Removes stopped containers that the filters ({@code until}, {@code label}) select. */
  Pruned prune(Map<String, Set<String>> filters);

  List<String> update(String ref, HostConfig changes);

  /**
   * @param size whether to measure the writable layer
   */
  ContainerView inspect(String ref, boolean size);

  /** Newest first. Filters are validated here. */
  List<ContainerView> list(ListQuery query);

  /** Completes when the condition holds; already complete when it does now. */
  CompletableFuture<WaitResult> waitFor(String ref, WaitCondition condition);

  Attachment attach(String ref, AttachRequest request);

  /** The log and whether it came from a terminal. */
  LogSource logs(String ref);

  void resize(String ref, int rows, int columns);

  ProcessTable top(String ref, String psArgs);

  /** As {@link #top}, but no event tells of it: for pages that look again at each event. */
  ProcessTable processes(String ref, String psArgs);

  List<Change> changes(String ref);

  /**
   * Makes an image of the container's own and of what it changed, without what is mounted in it.
   *
   * @return the image's id
   */
  String commit(String ref, CommitRequest request) throws InterruptedException;

  /**
   * What it has written so far into its own files, whatever writes there still.
   *
   * @param latest the time of files that are younger
   */
  Images.LayerContent layer(String ref, Instant latest);

  Stats stats(String ref);

  record CreateRequest(
      @Nullable String name,
      ContainerConfig config,
      HostConfig hostConfig,
      Map<String, EndpointConfig> endpoints,
      @Nullable String platform) {}

  /**
   * What a create or connect request says of one network.
   *
   * @param links {@code container:alias}
   */
  record EndpointConfig(
      @Nullable String ipv4Address,
      @Nullable String ipv6Address,
      @Nullable String macAddress,
      List<String> aliases,
      List<String> links,
      Map<String, String> driverOptions,
      int gatewayPriority) {

    public static final EndpointConfig NONE = of(null, List.of());

    /**
     * @param ipv4Address null or empty for any
     */
    public static EndpointConfig of(@Nullable String ipv4Address, List<String> aliases) {
      return new EndpointConfig(ipv4Address, null, null, aliases, List.of(), Map.of(), 0);
    }
  }

  record Created(String id, List<String> warnings) {}

  record Pruned(List<String> ids, long reclaimedBytes) {}

  /**
   * @param all running ones only, otherwise
   * @param limit newest N whatever their state; 0 or less for no limit
   */
  record ListQuery(boolean all, int limit, boolean size, Map<String, Set<String>> filters) {}

  enum WaitCondition {
    NOT_RUNNING,
    NEXT_EXIT,
    REMOVED
  }

  record WaitResult(int statusCode, @Nullable String error) {}

  /**
   * @param config over the container's own, field by field
   * @param changes Dockerfile instructions such as {@code CMD ["sh"]}, over both
   * @param pause whether its processes stand still meanwhile
   * @param target null for an image without a name
   */
  record CommitRequest(
      ContainerConfig config,
      String author,
      String comment,
      List<String> changes,
      boolean pause,
      @Nullable ImageReference target) {}

  /**
   * @param logs whether to send what was logged before
   * @param stream whether to go on with what comes
   * @param detachKeys such as {@code ctrl-p,ctrl-q}; null for that default
   */
  record AttachRequest(
      boolean stdin,
      boolean stdout,
      boolean stderr,
      boolean logs,
      boolean stream,
      @Nullable String detachKeys) {}

  /** Receives output. Called from one thread at a time; may block, which slows the container. */
  interface OutputSink {
    void write(ContainerLog.Stream stream, byte[] bytes, int offset, int length)
        throws java.io.IOException;
  }

  /**
   * An attached client, of a container or of an exec. The caller's thread pumps: {@link #run}
   * returns when the output ended, the client typed the detach keys, or {@link #end} or {@link
   * #close} was called.
   */
  interface Attachment extends AutoCloseable {

    /** Whether the process has a terminal: then output is one raw stream. */
    boolean terminal();

    /** Whether what is shown is kept for administrators to see. */
    default boolean recorded() {
      return false;
    }

    /**
     * @param input what the client sends, or null; its end is the end of the process's stdin (with
     *     StdinOnce for a container)
     */
    void run(@Nullable InputStream input, OutputSink output) throws java.io.IOException;

    /**
     * Ends it from this side: {@link #run} writes these words to stderr after what waits to be
     * written, and returns. That the client then sends no more is no end of the process's input.
     */
    void end(String words);

    @Override
    void close();
  }

  record LogSource(ContainerLog log, boolean terminal) {}

  record ProcessTable(List<String> titles, List<List<String>> processes) {}

  /**
   * @param kind 0 changed, 1 added, 2 deleted
   */
  record Change(String path, int kind) {}

  record Stats(
      String id,
      String name,
      io.berth.runtime.ResourceUsage usage,
      @Nullable NetworkCounters network) {}

  record NetworkCounters(
      long rxBytes,
      long rxPackets,
      long rxErrors,
      long rxDropped,
      long txBytes,
      long txPackets,
      long txErrors,
      long txDropped) {}
}
