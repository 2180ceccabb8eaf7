package io.berth.restapi;

import io.berth.audit.Audit;
import io.berth.bin.Bin;
import io.berth.bin.BinItem;
import io.berth.bin.Restored;
import io.berth.container.ContainerBin;
import io.berth.container.Containers;
import io.berth.image.ImageBin;
import io.berth.image.Images;
import io.berth.volume.VolumeBin;
import io.berth.volume.Volumes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * The bin, and removals that lead into it. Here {@code bin=true} is the default; the Docker API
 * removes for good, as its clients expect.
 */
@RestController
@RequestMapping("/api")
class BinController {

  private final Bin bin;
  private final Containers containers;
  private final ContainerBin containerBin;
  private final Volumes volumes;
  private final VolumeBin volumeBin;
  private final Images images;
  private final ImageBin imageBin;
  private final Audit audit;

  BinController(
      Bin bin,
      Containers containers,
      ContainerBin containerBin,
      Volumes volumes,
      VolumeBin volumeBin,
      Images images,
      ImageBin imageBin,
      Audit audit) {
    this.bin = bin;
    this.containers = containers;
    this.containerBin = containerBin;
    this.volumes = volumes;
    this.volumeBin = volumeBin;
    this.images = images;
    this.imageBin = imageBin;
    this.audit = audit;
  }

  /**
   * @param comesBackAs another name than its own when that is taken
   * @param size bytes that are freed when it goes
   */
  record Binned(
      String kind,
      String id,
      String name,
      String comesBackAs,
      Instant removedAt,
      Instant until,
      String by,
      String note,
      long size) {

    static Binned of(BinItem item, long size) {
      return new Binned(
          item.kind().word(),
          item.id(),
          item.name(),
          item.comesBackAs(),
          item.stay().since(),
          item.stay().until(),
          item.stay().by(),
          item.note(),
          size);
    }
  }

  @GetMapping("/bin")
  List<Binned> list() {
    return bin.list().stream().map(item -> Binned.of(item, bin.size(item.id()))).toList();
  }

  @GetMapping("/bin/{id}")
  Binned show(@PathVariable String id) {
    return Binned.of(bin.find(id), bin.size(id));
  }

  @PostMapping("/bin/{id}/restore")
  Restored restore(@PathVariable String id) {
    BinItem item = bin.find(id);
    Restored restored = bin.restore(id);
    note(item, "restore", restored.id());
    return restored;
  }

  private void note(BinItem item, String verb, String id) {
    String kind = item.kind().word();
    audit.split(List.of(new Audit.Part(kind + "." + verb, kind, id, item.name(), "")));
  }

  @DeleteMapping("/bin/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(@PathVariable String id) {
    BinItem item = bin.find(id);
    bin.delete(id);
    note(item, "delete", id);
  }

  /**
   * @param toBin false removes for good
   * @param force kills it first when it runs
   * @param withVolumes whether its volumes without a name go, too
   * @return what is in the bin then; nothing when it is gone for good
   */
  @DeleteMapping("/containers/{ref}")
  ResponseEntity<Binned> removeContainer(
      @PathVariable String ref,
      @RequestParam(name = "bin", defaultValue = "true") boolean toBin,
      @RequestParam(defaultValue = "false") boolean force,
      @RequestParam(name = "volumes", defaultValue = "false") boolean withVolumes) {
    if (!toBin) {
      containers.remove(ref, force, withVolumes);
    }
    return answer(toBin ? containerBin.bin(ref, force, withVolumes) : Optional.empty());
  }

  @DeleteMapping("/volumes/{name}")
  ResponseEntity<Binned> removeVolume(
      @PathVariable String name, @RequestParam(name = "bin", defaultValue = "true") boolean toBin) {
    if (!toBin) {
      volumes.remove(name, false);
    }
    return answer(toBin ? volumeBin.bin(name) : Optional.empty());
  }

  /**
   * @param ref a name, of which only that goes, or an id, with all names; slashes encoded
   */
  @DeleteMapping("/images/{ref}")
  ResponseEntity<Binned> removeImage(
      @PathVariable String ref,
      @RequestParam(name = "bin", defaultValue = "true") boolean toBin,
      @RequestParam(defaultValue = "false") boolean force) {
    if (!toBin) {
      images.remove(ref, force, true);
    }
    return answer(toBin ? imageBin.bin(ref, force) : Optional.empty());
  }

  private ResponseEntity<Binned> answer(Optional<BinItem> item) {
    item.ifPresent(_ -> audit.note("bin=true"));
    return item.map(one -> ResponseEntity.ok(Binned.of(one, bin.size(one.id()))))
        .orElseGet(() -> ResponseEntity.noContent().build());
  }
}
