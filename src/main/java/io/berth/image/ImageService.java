package io.berth.image;

import io.berth.oci.Digest;
import io.berth.oci.ImageReference;
import io.berth.registry.RegistryAddress;
import io.berth.registry.RegistryClient;
import io.berth.team.Owners;
import io.berth.team.Ownership;
import io.berth.team.Ownership.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Service;

/** The door's keeper: every verb has a class of its own. */
@Service
class ImageService implements Images {

  private final ImageCatalog catalog;
  private final ImagePull pull;
  private final ImageViews views;
  private final ImageRemoval removal;
  private final ImageLoad load;
  private final ImageSave save;
  private final ImageImport imports;
  private final ImageCommit commits;
  private final ImageBuilds builds;
  private final ImagePush push;
  private final RegistryClient registries;
  private final ImageEvents events;
  private final Ownership ownership;
  private final KeptLife kept;

  ImageService(
      ImageCatalog catalog,
      ImagePull pull,
      ImageViews views,
      ImageRemoval removal,
      ImageLoad load,
      ImageSave save,
      ImageImport imports,
      ImageCommit commits,
      ImageBuilds builds,
      ImagePush push,
      RegistryClient registries,
      ImageEvents events,
      Ownership ownership,
      KeptLife kept) {
    this.kept = kept;
    this.catalog = catalog;
    this.pull = pull;
    this.views = views;
    this.removal = removal;
    this.load = load;
    this.save = save;
    this.imports = imports;
    this.commits = commits;
    this.builds = builds;
    this.push = push;
    this.registries = registries;
    this.events = events;
    this.ownership = ownership;
  }

  @Override
  public ImageRootfs rootfs(String ref) {
    return views.rootfs(ref);
  }

  @Override
  public ImageRootfs rootfsOf(String imageId, String reference) {
    return views.rootfsOf(imageId, reference);
  }

  @Override
  public void pull(PullRequest request, PullListener listener) throws InterruptedException {
    pull.pull(request, listener);
  }

  @Override
  public List<ImageSummary> list(ListQuery query) {
    return views.list(query);
  }

  @Override
  public ImageView inspect(String ref) {
    return views.inspect(ref);
  }

  @Override
  public List<HistoryEntry> history(String ref) {
    return views.history(ref);
  }

  @Override
  public void tag(String ref, ImageReference target) {
    StoredImage image = catalog.seen().resolve(ref);
    catalog.requireMayName(target.orLatest());
    catalog.name(target.orLatest(), image.id());
    catalog.tagged(image.id(), Instant.now());
    events.publish("tag", image.id(), target.orLatest().familiar());
  }

  @Override
  public void give(String ref, Owners to) {
    StoredImage image = catalog.seen().resolve(ref);
    String id = image.id().toString();
    Owners before = ownership.of(Kind.IMAGE, id);
    ownership.give(Kind.IMAGE, id, to);
    kept.follow(image, before, to);
  }

  @Override
  public List<Removal> remove(String ref, boolean force, boolean prune) {
    return removal.remove(ref, force);
  }

  @Override
  public Pruned prune(Map<String, Set<String>> filters) {
    return removal.prune(filters);
  }

  @Override
  public void load(InputStream archive, LoadListener loaded)
      throws IOException, InterruptedException {
    load.load(archive, loaded);
  }

  @Override
  public Archive save(List<String> refs) {
    return save.save(refs);
  }

  @Override
  public String importTar(ImportRequest request, InputStream tar)
      throws IOException, InterruptedException {
    Digest id = imports.importTar(request, tar);
    return id.toString();
  }

  @Override
  public String commit(CommitRequest request, LayerContent layer) throws InterruptedException {
    return commits.commit(request, layer).toString();
  }

  @Override
  public Building building() {
    return builds.building();
  }

  @Override
  public void push(PushRequest request, PushListener listener) throws InterruptedException {
    push.push(request, listener);
  }

  @Override
  public void login(String address, RegistryCredentials credentials) throws InterruptedException {
    registries.login(RegistryAddress.domain(address), Logins.told(credentials));
  }

  @Override
  public DiskUsage diskUsage() {
    return views.diskUsage();
  }
}
