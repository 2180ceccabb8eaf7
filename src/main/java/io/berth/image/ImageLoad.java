package io.berth.image;

import io.berth.content.BlobStore;
import io.berth.failure.BerthException;
import io.berth.failure.InvalidRequest;
import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.oci.ImageReference;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.zip.ZipException;
import org.springframework.stereotype.Component;

/** {@code docker load}. */
@Component
class ImageLoad {

  private static final String TAR = "invalid tar archive: ";

  private final BlobStore blobs;
  private final ImageRegistration registration;
  private final ImageCatalog catalog;
  private final ContentGarbage garbage;
  private final ImageEvents events;

  ImageLoad(
      BlobStore blobs,
      ImageRegistration registration,
      ImageCatalog catalog,
      ContentGarbage garbage,
      ImageEvents events) {
    this.blobs = blobs;
    this.registration = registration;
    this.catalog = catalog;
    this.garbage = garbage;
    this.events = events;
  }

  void load(InputStream in, Images.LoadListener listener) throws IOException, InterruptedException {
    try (ContentGarbage.Hold _ = garbage.hold()) {
      List<LoadedArchive.Item> items = read(in).items();
      items.forEach(item -> item.names().forEach(name -> catalog.requireMayName(reference(name))));
      for (LoadedArchive.Item item : items) {
        List<Descriptor> layers =
            item.layers().stream()
                .map(l -> new Descriptor(registration.layerType(l.digest()), l.digest(), l.size()))
                .toList();
        List<ImageReference> names = item.names().stream().map(ImageLoad::reference).toList();
        Digest id = registration.registerLoaded(item.config(), layers, names, item.manifest());
        for (ImageReference name : names) {
          listener.loaded(name.familiar(), false);
        }
        if (names.isEmpty()) {
          listener.loaded(id.toString(), true);
        }
        events.publish("load", id, id.toString());
      }
    } finally {
      garbage.collect();
    }
  }

  private static ImageReference reference(String name) {
    return ImageReference.parse(name).orLatest();
  }

  /** A damaged archive is told in the words of Docker's own unpacking process. */
  private LoadedArchive read(InputStream in) {
    String why;
    try {
      return LoadedArchive.read(blobs, in);
    } catch (EOFException | ZipException e) {
      why = "unexpected EOF";
    } catch (IOException e) {
      why = String.valueOf(e.getMessage());
    } catch (BerthException e) {
      if (!e.getMessage().startsWith(TAR)) {
        throw e;
      }
      why = e.getMessage().substring(TAR.length());
    }
    throw new InvalidRequest("Error processing tar file(exit status 1): " + why);
  }
}
