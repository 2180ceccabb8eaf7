package io.berth.image;

import io.berth.content.BlobStore;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.ImageIndex;
import io.berth.oci.ImageReference;
import io.berth.oci.MediaType;
import io.berth.oci.OciJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.springframework.stereotype.Component;

/**
 * {@code docker save}: an OCI layout that is a docker-archive at the same time, as Docker Engine
 * writes it since version 25. Layers are written as they were received.
 */
@Component
class ImageSave {

  private final BlobStore blobs;
  private final ImageCatalog catalog;
  private final ContentGarbage garbage;

  ImageSave(BlobStore blobs, ImageCatalog catalog, ContentGarbage garbage) {
    this.blobs = blobs;
    this.catalog = catalog;
    this.garbage = garbage;
  }

  Images.Archive save(List<String> refs) {
    Map<StoredImage, List<String>> chosen = new LinkedHashMap<>();
    for (String ref : refs) {
      StoredImage image = catalog.seen().resolve(ref);
      List<String> names = chosen.computeIfAbsent(image, _ -> new ArrayList<>());
      if (!catalog.seen().isId(ref, image)) {
        ImageReference name = ImageReference.parse(ref).orLatest();
        if (name.digest() == null) {
          names.add(name.familiar());
        }
      }
    }
    return out -> write(chosen, out);
  }

  private void write(Map<StoredImage, List<String>> chosen, OutputStream out) throws IOException {
    try (ContentGarbage.Hold _ = garbage.hold();
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out, "UTF-8")) {
      tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
      Set<Digest> written = new HashSet<>();
      List<LoadedArchive.SavedImage> saved = new ArrayList<>();
      List<Descriptor> index = new ArrayList<>();
      for (Map.Entry<StoredImage, List<String>> entry : chosen.entrySet()) {
        StoredImage image = entry.getKey();
        blob(tar, image.id(), written);
        byte[] manifest = OutgoingManifest.forLayout(blobs, image);
        Digest digest = Digest.sha256(manifest);
        if (written.add(digest)) {
          document(tar, path(digest), manifest);
        }
        for (StoredImage.StoredLayer layer : image.layers()) {
          blob(tar, layer.blob().digest(), written);
        }
        List<String> names = entry.getValue();
        saved.add(
            new LoadedArchive.SavedImage(
                path(image.id()),
                names,
                image.layers().stream().map(l -> path(l.blob().digest())).toList()));
        index.addAll(named(new Descriptor(MediaType.OCI_MANIFEST, digest, manifest.length), names));
      }
      document(tar, "manifest.json", OciJson.write(saved));
      document(tar, "index.json", OciJson.write(new ImageIndex(2, MediaType.OCI_INDEX, index)));
      document(tar, "oci-layout", OciJson.write(Map.of("imageLayoutVersion", "1.0.0")));
      tar.finish();
    }
  }

  private static List<Descriptor> named(Descriptor manifest, List<String> names) {
    if (names.isEmpty()) {
      return List.of(manifest);
    }
    List<Descriptor> descriptors = new ArrayList<>();
    for (String name : names) {
      ImageReference reference = ImageReference.parse(name);
      Map<String, String> notes =
          Map.of(
              "io.containerd.image.name", reference.toString(),
              "org.opencontainers.image.ref.name", String.valueOf(reference.tag()));
      descriptors.add(
          new Descriptor(manifest.mediaType(), manifest.digest(), manifest.size(), null, notes));
    }
    return descriptors;
  }

  private void blob(TarArchiveOutputStream tar, Digest digest, Set<Digest> written)
      throws IOException {
    if (!written.add(digest)) {
      return;
    }
    try (InputStream in = blobs.open(digest)) {
      entry(tar, path(digest), blobs.size(digest));
      in.transferTo(tar);
      tar.closeArchiveEntry();
    }
  }

  private static void document(TarArchiveOutputStream tar, String name, byte[] content)
      throws IOException {
    entry(tar, name, content.length);
    tar.write(content);
    tar.closeArchiveEntry();
  }

  private static void entry(TarArchiveOutputStream tar, String name, long size) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(size);
    entry.setModTime(0);
    entry.setMode(0644);
    tar.putArchiveEntry(entry);
  }

  private static String path(Digest digest) {
    return "blobs/" + digest.algorithm() + "/" + digest.hex();
  }
}
