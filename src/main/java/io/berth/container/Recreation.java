package io.berth.container;

import io.berth.bin.BinProperties;
import io.berth.container.Container.Binned;
import io.berth.container.Containers.CreateRequest;
import io.berth.container.Layout.Mounted;
import io.berth.failure.Conflict;
import io.berth.failure.NotFound;
import io.berth.image.ImageRootfs;
import io.berth.image.Images;
import io.berth.job.JobView;
import io.berth.job.Jobs;
import io.berth.security.Caller;
import io.berth.team.Ownership;
import io.berth.team.Ownership.Kind;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Makes the new container in the bin, where nothing sees it, and lets the two change places. */
final class Recreation implements Recreations {

  private final ContainerRegistry registry;
  private final ContainerCreation creation;
  private final Replacing replacing;
  private final HostPolicy policy;
  private final Images images;
  private final Jobs jobs;
  private final BinProperties binning;
  private final Ownership ownership;

  /** Names of containers that are being changed. */
  private final Set<String> busy = ConcurrentHashMap.newKeySet();

  Recreation(
      ContainerRegistry registry,
      ContainerCreation creation,
      Replacing replacing,
      HostPolicy policy,
      Images images,
      Jobs jobs,
      BinProperties binning,
      Ownership ownership) {
    this.registry = registry;
    this.creation = creation;
    this.replacing = replacing;
    this.policy = policy;
    this.images = images;
    this.jobs = jobs;
    this.binning = binning;
    this.ownership = ownership;
  }

  /** What a change would make. */
  private record Plan(Container old, CreateRequest request, ImageRootfs image) {}

  @Override
  public Settings settings(String ref) {
    Container container = registry.find(ref);
    ContainerConfig own = own(container, imageOf(container));
    boolean newer = isNewer(container);
    return new Settings(
        container.id, container.name, Views.masked(own), container.hostConfig, newer);
  }

  private ImageRootfs imageOf(Container container) {
    return images.rootfsOf(container.imageId, container.image);
  }

  private static ContainerConfig own(Container container, ImageRootfs image) {
    return OwnSettings.of(container, image.config().config());
  }

  private boolean isNewer(Container container) {
    try {
      return !images.rootfs(container.image).imageId().equals(container.imageId);
    } catch (NotFound e) {
      return false;
    }
  }

  private Plan plan(Container old, Change change) {
    policy.requireMayUse(old);
    ImageRootfs present = imageOf(old);
    CreateRequest request = ChangedSettings.of(old, own(old, present), change);
    String wanted = request.config().image();
    boolean another = change.newerImage() || !wanted.equals(old.image);
    return new Plan(old, request, another ? images.rootfs(wanted) : present);
  }

  @Override
  public List<Difference> difference(String ref, Change change) {
    Container old = registry.find(ref);
    Plan plan = plan(old, change);
    ContainerConfig after = creation.checkReplacement(plan.request, plan.image);
    String given = plan.request.config().hostname();
    return Differences.of(
        side(old),
        new Differences.Side(
            Documents.withHostname(after, given),
            HostRules.withDefaults(plan.request.hostConfig()),
            plan.image.imageId()));
  }

  /** A host name that is only the id says nothing. */
  private static Differences.Side side(Container container) {
    String name = container.config.hostname();
    boolean own = !name.equals(CreationRules.hostname(container.id, container.hostConfig));
    return new Differences.Side(
        Documents.withHostname(container.config, own ? name : ""),
        container.hostConfig,
        container.imageId);
  }

  @Override
  public JobView recreate(String ref, Change change) {
    Container old = registry.find(ref);
    Plan plan = plan(old, change);
    return exclusively(
        old,
        "change",
        () ->
            creation.replacement(
                plan.request,
                plan.image,
                old,
                new Binned(binning.beginVersion(), ""),
                anonymousVolumes(old)),
        true);
  }

  private static Map<String, String> anonymousVolumes(Container old) {
    Map<String, String> names = new HashMap<>();
    old.layout.mounts().stream()
        .filter(Mounted::anonymous)
        .forEach(mount -> names.put(mount.point().destination(), mount.point().name()));
    return names;
  }

  @Override
  public Optional<Before> before(String ref) {
    Container now = registry.find(ref);
    return versionBefore(now)
        .map(old -> {
          Binned binned = java.util.Objects.requireNonNull(old.binned);
          return new Before(
              old.id,
              binned.stay().since(),
              binned.stay().until(),
              binned.stay().by(),
              Differences.of(side(now), side(old)));
        });
  }

  private Optional<Container> versionBefore(Container now) {
    return registry.binned().stream()
        .filter(old -> old.binned != null && old.binned.replacedBy().equals(now.id))
        .max(Comparator.comparing(old -> old.created));
  }

  @Override
  public JobView goBack(String ref) {
    Container now = registry.find(ref);
    Container old =
        versionBefore(now)
            .orElseThrow(
                () -> new NotFound("there is no version before of " + now.name + " in the bin"));
    policy.requireMayUse(now);
    policy.requireMayUse(old);
    return exclusively(now, "revert", () -> old, false);
  }

  private interface Source {
    Container get();
  }

  /**
   * @param made whether the other container is made for this, and means nothing without it
   */
  private JobView exclusively(Container now, String kind, Source source, boolean made) {
    String name = now.name;
    if (!busy.add(name)) {
      throw new Conflict("container " + name + " is being changed already: see its job");
    }
    boolean started = false;
    try {
      Container next = source.get();
      JobView job =
          jobs.start(
              new Jobs.Request(
                  kind, name, Caller.current().name(), ownership.of(Kind.CONTAINER, now.id)),
              progress -> {
                try {
                  replacing.replace(now, next, made, progress);
                } finally {
                  busy.remove(name);
                }
              });
      started = true;
      return job;
    } finally {
      if (!started) {
        busy.remove(name);
      }
    }
  }
}
