package io.berth.container;

import io.berth.failure.BerthException;
import io.berth.failure.Conflict;
import io.berth.failure.InvalidRequest;
import io.berth.failure.NotFound;
import io.berth.failure.Unavailable;
import io.berth.image.Images;
import io.berth.networks.Network;
import io.berth.networks.Networks;
import io.berth.recording.Recordings;
import io.berth.runtime.ProcessSpec.WindowSize;
import io.berth.runtime.ResourceUsage;
import io.berth.security.Caller;
import io.berth.security.Role;
import io.berth.team.Owners;
import io.berth.team.Ownership;
import io.berth.team.Ownership.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The container service's door: finds the container, and hands over to whoever does it. */
final class ContainerService implements Containers {

  private static final ResourceUsage NOTHING =
      new ResourceUsage(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  private final ContainerRegistry registry;
  private final ContainerRoot root;
  private final Announcer announcer;
  private final ContainerLogs logs;
  private final Removal removal;
  private final ContainerCreation creation;
  private final ContainerLife life;
  private final ContainerControl control;
  private final Attaching attaching;
  private final Updating updating;
  private final Committing committing;
  private final HostPolicy policy;
  private final Recordings recordings;
  private final Ownership ownership;
  private final ContainerFilters filters;
  private final Views views;
  private final Networks networks;
  private final Connecting connecting;

  ContainerService(
      ContainerRegistry registry,
      ContainerRoot root,
      Announcer announcer,
      Images images,
      ContainerLogs logs,
      Removal removal,
      ContainerCreation creation,
      ContainerLife life,
      ContainerControl control,
      HostPolicy policy,
      Recordings recordings,
      Ownership ownership,
      Networks networks,
      Connecting connecting) {
    this.registry = registry;
    this.networks = networks;
    this.connecting = connecting;
    this.views = new Views(networks);
    this.ownership = ownership;
    this.root = root;
    this.announcer = announcer;
    this.logs = logs;
    this.removal = removal;
    this.creation = creation;
    this.life = life;
    this.control = control;
    this.policy = policy;
    this.recordings = recordings;
    this.attaching = new Attaching(logs, announcer, recordings);
    this.committing = new Committing(images, control, announcer, ownership);
    this.updating = new Updating(registry.store(), announcer);
    this.filters =
        new ContainerFilters(
            registry::find,
            ref -> ContainerFilters.orElse(r -> images.rootfs(r).imageId(), ref),
            ref -> ContainerFilters.orElse(r -> networks.inspect(r).id(), ref));
  }

  @Override
  public Created create(CreateRequest request) {
    return creation.create(request);
  }

  @Override
  public void check(CreateRequest request) {
    creation.check(request);
  }

  @Override
  public void start(String ref) {
    life.start(usable(ref));
  }

  @Override
  public void stop(String ref, @Nullable Integer timeoutSeconds, @Nullable String signal) {
    control.stop(registry.find(ref), timeoutSeconds, signal);
  }

  @Override
  public void restart(String ref, @Nullable Integer timeoutSeconds, @Nullable String signal) {
    control.restart(usable(ref), timeoutSeconds, signal);
  }

  @Override
  public void kill(String ref, @Nullable String signal) {
    control.kill(registry.find(ref), ref, signal);
  }

  @Override
  public void pause(String ref) {
    control.pause(registry.find(ref));
  }

  @Override
  public void unpause(String ref) {
    control.unpause(registry.find(ref));
  }

  @Override
  public void rename(String ref, String name) {
    Container container = registry.find(ref);
    if (name.isEmpty()) {
      throw new InvalidRequest("Neither old nor new names may be empty");
    }
    String wanted = Names.checked(name);
    container.lock.lock();
    try {
      String old = container.name;
      if (wanted.equals(old)) {
        throw new InvalidRequest("Renaming a container with the same name as its current name");
      }
      reserve(wanted, container.id);
      container.name = wanted;
      registry.store().saveChoices(container);
      registry.release(old, container.id);
      announcer.container(container, "rename", Map.of("oldName", "/" + old));
    } finally {
      container.lock.unlock();
    }
  }

  private void reserve(String name, String id) {
    try {
      registry.reserve(name, id);
    } catch (Conflict e) {
      throw new Conflict("Error when allocating new name: " + e.getMessage(), e);
    }
  }

  @Override
  public void remove(String ref, boolean force, boolean volumes) {
    removal.remove(registry.find(ref), force, volumes);
  }

  @Override
  public void connect(String ref, String network, @Nullable EndpointConfig config) {
    Network to = networks.inspect(network);
    connecting.connect(usable(ref), to, config);
  }

  @Override
  public void disconnect(String ref, String network, boolean force) {
    connecting.disconnect(usable(ref), network, force);
  }

  @Override
  public void give(String ref, Owners to) {
    Container container = registry.find(ref);
    ownership.give(Kind.CONTAINER, container.id, to);
    container.layout.mounts().stream()
        .filter(Layout.Mounted::anonymous)
        .forEach(mount -> ownership.own(Kind.VOLUME, mount.point().name(), to));
    registry
        .everywhere()
        .filter(old -> old.binned != null && old.binned.replacedBy().equals(container.id))
        .forEach(old -> ownership.own(Kind.CONTAINER, old.id, to));
    announcer.container(container, "update");
  }

  @Override
  public String reveal(String ref, Secret.Kind kind, String name) {
    ContainerConfig config = usable(ref).config;
    Caller.current().require(Role.OPERATOR, "revealing a secret");
    Optional<String> value =
        switch (kind) {
          case LABEL -> Optional.ofNullable(config.labels().get(name));
          case VARIABLE ->
              config.env().stream()
                  .filter(line -> line.startsWith(name + "="))
                  .map(line -> line.substring(name.length() + 1))
                  .findFirst();
        };
    return value.orElseThrow(
        () -> new NotFound("container " + ref + " has no " + kind.word() + " " + name));
  }

  @Override
  public Pruned prune(Map<String, Set<String>> pruneFilters) {
    Predicate<Container> chosen = PruneFilters.of(pruneFilters);
    List<String> removed = new ArrayList<>();
    long bytes = 0;
    for (Container container : registry.seen()) {
      if (!container.state.active() && chosen.test(container)) {
        long size = Views.sizes(container).writable();
        try {
          remove(container.id, false, false);
          removed.add(container.id);
          bytes += size;
        } catch (BerthException e) {
          // started or removed meanwhile
        }
      }
    }
    return new Pruned(removed, bytes);
  }

  @Override
  public List<String> update(String ref, HostConfig changes) {
    policy.requireMayAsk(changes);
    return updating.update(usable(ref), changes);
  }

  @Override
  public ContainerView inspect(String ref, boolean size) {
    return views.of(registry.find(ref), size);
  }

  @Override
  public List<ContainerView> list(ListQuery query) {
    Predicate<Container> chosen = filters.of(query.filters());
    boolean every =
        query.all()
            || query.limit() > 0
            || !query.filters().getOrDefault("status", Set.of()).isEmpty();
    return registry.seen().stream()
        .filter(container -> every || container.state.active())
        .filter(chosen)
        .limit(query.limit() > 0 ? query.limit() : Long.MAX_VALUE)
        .map(container -> views.of(container, query.size()))
        .toList();
  }

  @Override
  public CompletableFuture<WaitResult> waitFor(String ref, WaitCondition condition) {
    Container container = registry.find(ref);
    container.lock.lock();
    try {
      return container.forgotten
          ? CompletableFuture.completedFuture(container.result())
          : container.waitFor(condition);
    } finally {
      container.lock.unlock();
    }
  }

  @Override
  public Attachment attach(String ref, AttachRequest request) {
    return attaching.attach(usable(ref), request);
  }

  private Container usable(String ref) {
    Container container = registry.find(ref);
    policy.requireMayUse(container);
    return container;
  }

  @Override
  public LogSource logs(String ref) {
    Container container = registry.find(ref);
    return new LogSource(logs.readable(container), container.config.tty());
  }

  @Override
  public void resize(String ref, int rows, int columns) {
    Container container = registry.find(ref);
    Run run = ContainerControl.requireRun(container);
    run.kept().resize(new WindowSize(rows, columns));
    recordings.resized(container.id, rows, columns);
    announcer.container(
        container,
        "resize",
        Map.of("height", Integer.toString(rows), "width", Integer.toString(columns)));
  }

  @Override
  public ProcessTable top(String ref, String psArgs) {
    Container container = registry.find(ref);
    ProcessTable table = processes(container.id, psArgs);
    announcer.container(container, "top");
    return table;
  }

  @Override
  public ProcessTable processes(String ref, String psArgs) {
    Run run = ContainerControl.requireRun(registry.find(ref));
    return ProcessTables.of(run.kept().pids(), psArgs);
  }

  @Override
  public List<Change> changes(String ref) {
    Container container = registry.find(ref);
    List<Path> below = new ArrayList<>(container.layers());
    below.add(root.skeleton());
    try {
      return Changes.of(container.file("upper"), below);
    } catch (IOException e) {
      throw new Unavailable("changes of container " + container.id + ": " + e.getMessage(), e);
    }
  }

  @Override
  public String commit(String ref, CommitRequest request) throws InterruptedException {
    return committing.commit(registry.find(ref), request);
  }

  @Override
  public Images.LayerContent layer(String ref, Instant latest) {
    return Committing.layer(usable(ref), latest);
  }

  @Override
  public Stats stats(String ref) {
    Container container = registry.find(ref);
    Run run = container.run;
    if (run == null) {
      return new Stats(container.id, container.name, NOTHING, null);
    }
    boolean ownNetwork = !container.isOnHostNetwork();
    NetworkCounters network = ownNetwork ? NetworkUse.of(run.kept().pid()).orElse(null) : null;
    return new Stats(container.id, container.name, run.kept().usage(), network);
  }
}
