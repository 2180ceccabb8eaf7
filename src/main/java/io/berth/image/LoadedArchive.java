package io.berth.image;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.berth.content.BlobStore;
import io.berth.failure.InvalidRequest;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.ImageIndex;
import io.berth.oci.Manifest;
import io.berth.oci.MediaType;
import io.berth.oci.OciJson;
import io.berth.oci.Platform;
import io.berth.snapshot.Decompression;
import io.berth.snapshot.TarEntry;
import io.berth.snapshot.TarReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A {@code docker save} archive or OCI layout whose files have become blobs. Names in it are only
 * keys; none becomes a path.
 */
final class LoadedArchive {

  private static final String INDEX = "index.json";
  private static final int MAX_FILES = 100_000;
  private static final int DOCUMENT = 8 * 1024 * 1024;
  private static final long FILE = 128L << 30;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final BlobStore blobs;
  private final Map<String, Descriptor> files = new HashMap<>();
  private final Map<Digest, Long> brought = new HashMap<>();
  private final Map<String, String> links = new HashMap<>();

  /**
   * One image of the archive.
   *
   * @param names as written there; may be none
   * @param manifest that describes it; null when there is none of these layers
   */
  record Item(
      byte[] config, List<Descriptor> layers, List<String> names, @Nullable Digest manifest) {}

  /** A manifest and what it says. */
  private record Described(Digest digest, Manifest manifest) {}

  /** An entry of {@code manifest.json}. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record SavedImage(
      @JsonProperty("Config") String config,
      @JsonProperty("RepoTags") @Nullable List<String> repoTags,
      @JsonProperty("Layers") List<String> layers) {}

  private LoadedArchive(BlobStore blobs) {
    this.blobs = blobs;
  }

  static LoadedArchive read(BlobStore blobs, InputStream in) throws IOException {
    LoadedArchive archive = new LoadedArchive(blobs);
    try (InputStream plain = Decompression.open(in)) {
      TarReader tar = new TarReader(plain);
      for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
        archive.add(entry, tar);
      }
    }
    return archive;
  }

  List<Item> items() {
    if (files.containsKey("manifest.json")) {
      Set<Described> described = files.containsKey(INDEX) ? described() : Set.of();
      return savedImages().stream().map(saved -> item(saved, described)).toList();
    }
    if (files.containsKey(INDEX)) {
      return fromIndex(OciJson.index(document(INDEX)));
    }
    throw new InvalidRequest("invalid archive: does not contain a manifest.json or index.json");
  }

  private void add(TarEntry entry, TarReader tar) {
    String name = key(entry.name());
    if (files.size() + links.size() >= MAX_FILES) {
      throw new InvalidRequest("invalid archive: more than " + MAX_FILES + " files");
    }
    if (entry.isFile()) {
      Descriptor file = blobs.ingest("", tar.content(), FILE);
      files.put(name, file);
      brought.put(file.digest(), file.size());
    } else if (entry.type() == '2') {
      int slash = name.lastIndexOf('/');
      links.put(name, key((slash < 0 ? "" : name.substring(0, slash + 1)) + entry.linkName()));
    } else if (entry.type() == '1') {
      links.put(name, key(entry.linkName()));
    }
  }

  private Item item(SavedImage saved, Set<Described> described) {
    byte[] config = document(saved.config());
    List<Descriptor> layers = saved.layers().stream().map(this::file).toList();
    List<String> names = saved.repoTags() == null ? List.of() : saved.repoTags();
    Digest manifest =
        described.stream()
            .filter(d -> d.manifest().config().digest().equals(Digest.sha256(config)))
            .filter(
                d -> Descriptor.digests(d.manifest().layers()).equals(Descriptor.digests(layers)))
            .filter(d -> d.manifest().layers().stream().allMatch(this::isTrue))
            .map(Described::digest)
            .findFirst()
            .orElse(null);
    return new Item(config, layers, names, manifest);
  }

  private Set<Described> described() {
    Set<Described> all = new HashSet<>();
    OciJson.index(document(INDEX)).manifests().stream()
        .map(Descriptor::digest)
        .distinct()
        .filter(brought::containsKey)
        .forEach(digest -> {
          byte[] json = blobs.read(digest, Manifest.LARGEST);
          if (MediaType.isManifest(OciJson.mediaTypeOf(json))) {
            all.add(new Described(digest, OciJson.manifest(json)));
          }
        });
    return all;
  }

  private List<SavedImage> savedImages() {
    try {
      SavedImage[] saved = JSON.readValue(document("manifest.json"), SavedImage[].class);
      for (SavedImage image : saved) {
        if (image == null || image.config() == null || image.layers() == null) {
          throw new InvalidRequest("invalid manifest.json: an image lacks Config or Layers");
        }
      }
      return List.of(saved);
    } catch (JacksonException e) {
      throw new InvalidRequest("invalid manifest.json: " + e.getOriginalMessage(), e);
    }
  }

  private List<Item> fromIndex(ImageIndex index) {
    List<Item> items = new ArrayList<>();
    for (Descriptor named : index.manifests()) {
      image(named, 0)
          .ifPresent(image -> {
            Manifest manifest = image.manifest();
            manifest.layers().forEach(this::require);
            byte[] config = blob(manifest.config().digest(), DOCUMENT);
            items.add(new Item(config, manifest.layers(), names(named), image.digest()));
          });
    }
    return items;
  }

  private Optional<Described> image(Descriptor named, int depth) {
    if (MediaType.isManifest(named.mediaType())) {
      Manifest manifest = OciJson.manifest(blob(named.digest(), Manifest.LARGEST));
      String type = manifest.config().mediaType();
      boolean image = type.equals(MediaType.OCI_CONFIG) || type.equals(MediaType.DOCKER_CONFIG);
      return image ? Optional.of(new Described(named.digest(), manifest)) : Optional.empty();
    }
    if (!MediaType.isIndex(named.mediaType()) || depth > 2) {
      return Optional.empty();
    }
    ImageIndex nested = OciJson.index(blob(named.digest(), Manifest.LARGEST));
    return nested.choose(Platform.host()).flatMap(chosen -> image(chosen, depth + 1));
  }

  private static List<String> names(Descriptor named) {
    Map<String, String> notes = named.annotations() == null ? Map.of() : named.annotations();
    String full = notes.get("io.containerd.image.name");
    String shorter = notes.get("org.opencontainers.image.ref.name");
    String name = full == null ? shorter : full;
    return name == null ? List.of() : List.of(name);
  }

  private byte[] blob(Digest digest, int limit) {
    if (!brought.containsKey(digest)) {
      throw missing(digest);
    }
    return blobs.read(digest, limit);
  }

  /** What only others have brought is not there for this archive, whoever knows its digest. */
  private void require(Descriptor layer) {
    if (!isTrue(layer)) {
      throw missing(layer.digest());
    }
  }

  private boolean isTrue(Descriptor layer) {
    Long size = brought.get(layer.digest());
    return size != null && size == layer.size();
  }

  private static InvalidRequest missing(Digest digest) {
    return new InvalidRequest(
        "invalid archive: blob " + digest + " is missing, or has another size");
  }

  private byte[] document(String name) {
    return blobs.read(file(name).digest(), DOCUMENT);
  }

  private Descriptor file(String name) {
    String key = key(name);
    for (int hops = 0; hops < 10 && links.containsKey(key); hops++) {
      key = links.getOrDefault(key, key);
    }
    Descriptor file = files.get(key);
    if (file == null) {
      throw new InvalidRequest("invalid archive: file \"" + name + "\" is missing");
    }
    return file;
  }

  private static String key(String name) {
    List<String> parts = new ArrayList<>();
    for (String part : name.split("/", -1)) {
      if (part.equals("..") && !parts.isEmpty()) {
        parts.removeLast();
      } else if (!part.isEmpty() && !part.equals(".") && !part.equals("..")) {
        parts.add(part);
      }
    }
    return String.join("/", parts);
  }
}
