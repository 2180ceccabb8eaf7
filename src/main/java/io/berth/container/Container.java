package io.berth.container;

import io.berth.bin.Stay;
import io.berth.container.Containers.WaitCondition;
import io.berth.container.Containers.WaitResult;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A container in memory. Whoever changes it holds {@link #lock}; reading needs none. The lock is
 * never held while waiting for a process to end.
 */
final class Container {

  final String id;
  final Instant created;
  final String image;
  final String imageId;
  final ContainerConfig config;
  final Layout layout;
  final Path directory;
  final ReentrantLock lock = new ReentrantLock();
  final OutputHub output = new OutputHub();
  final Waiters waiters = new Waiters();
  final Map<String, Exec> execs = new ConcurrentHashMap<>();
  final FileWrites writes = new FileWrites();

  volatile String name;
  volatile HostConfig hostConfig;
  volatile ContainerState state;

  /** The networks that it is to be on. */
  volatile List<Attachment> attachments;

  /** Null without a health check, and before the first run. */
  volatile @Nullable Health health;

  volatile int restartCount;
  volatile boolean manuallyStopped;

  /** Of the present run, or the last one. */
  volatile @Nullable EndRequest endRequest;

  volatile @Nullable Run run;
  volatile boolean forgotten;

  /** Not null in the bin: then only the bin knows it, and {@link #name} is the one it had. */
  final @Nullable Binned binned;

  /** Its next end is part of a restart: it does not remove itself. */
  volatile boolean staysOnce;

  /** A restart that its policy has planned. */
  @Nullable ScheduledFuture<?> restart;

  /** How long the next restart waits, in milliseconds. */
  long backoffMillis;

  private volatile CompletableFuture<Optional<OutputStream>> stdin = new CompletableFuture<>();

  Container(
      String id,
      String name,
      Instant created,
      String image,
      String imageId,
      ContainerConfig config,
      HostConfig hostConfig,
      List<Attachment> attachments,
      Layout layout,
      Path directory,
      ContainerState state,
      @Nullable Binned binned) {
    this.id = id;
    this.name = name;
    this.created = created;
    this.image = image;
    this.imageId = imageId;
    this.config = config;
    this.hostConfig = hostConfig;
    this.attachments = List.copyOf(attachments);
    this.layout = layout;
    this.directory = directory;
    this.state = state;
    this.binned = binned;
    boolean ran = state.facts().startedAt() != null;
    this.health = ran && !ConfigRules.none(config.healthcheck()) ? Health.starting().over() : null;
  }

  /**
   * @param replacedBy id of the container that a change put in its place, or empty
   */
  record Binned(Stay stay, String replacedBy) {}

  /** Where to type: what runs now, or what is started next. */
  CompletableFuture<Optional<OutputStream>> stdin() {
    return stdin;
  }

  /** The run is over, or never began: who types next types into the next one. */
  void renewStdin() {
    CompletableFuture<Optional<OutputStream>> old = stdin;
    stdin = new CompletableFuture<>();
    old.complete(Optional.empty());
  }

  /** What counts for its restart policy begins anew. */
  void asStartedByUser() {
    manuallyStopped = false;
    staysOnce = false;
    restartCount = 0;
    backoffMillis = 0;
  }

  /** What of it is a name on its networks. */
  String shortId() {
    return id.substring(0, 12);
  }

  boolean isOnHostNetwork() {
    return hostConfig.networkMode().equals("host");
  }

  List<Path> layers() {
    return layout.layers().stream().map(Path::of).toList();
  }

  Path file(String name) {
    return directory.resolve(name);
  }

  /** The future is complete when the condition holds already. Called with the lock held. */
  CompletableFuture<WaitResult> waitFor(WaitCondition condition) {
    if (condition == WaitCondition.NOT_RUNNING && !state.active()) {
      return CompletableFuture.completedFuture(result());
    }
    return waiters.add(condition);
  }

  WaitResult result() {
    return new WaitResult(state.facts().exitCode(), null);
  }

  @Override
  public String toString() {
    return id;
  }
}
