package io.berth.restapi;

import io.berth.audit.Audit;
import io.berth.container.Containers;
import io.berth.container.Secret;
import io.berth.image.Images;
import io.berth.networks.Networks;
import io.berth.team.Owners;
import io.berth.team.Ownership;
import io.berth.team.Ownership.Kind;
import io.berth.volume.Volumes;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Whose things are, and who sees their secrets. */
@RestController
@RequestMapping("/api")
class OwnerController {

  private final Containers containers;
  private final Volumes volumes;
  private final Images images;
  private final Networks networks;
  private final Ownership ownership;
  private final Audit audit;

  OwnerController(
      Containers containers,
      Volumes volumes,
      Images images,
      Networks networks,
      Ownership ownership,
      Audit audit) {
    this.networks = networks;
    this.containers = containers;
    this.volumes = volumes;
    this.images = images;
    this.ownership = ownership;
    this.audit = audit;
  }

  /**
   * @param team null or empty for everybody
   */
  record Gift(@Nullable String team) {}

  /**
   * @param teams none for what is everybody's
   */
  record OwnersBody(List<String> teams) {}

  /**
   * @param kind {@code variable} or {@code label}
   * @param name of it
   */
  record Asked(@Nullable String kind, @Nullable String name) {}

  record Revealed(String name, String value) {}

  @GetMapping("/containers/{ref}/owner")
  OwnersBody ofContainer(@PathVariable String ref) {
    return owners(Kind.CONTAINER, containers.inspect(ref, false).id());
  }

  @GetMapping("/volumes/{name}/owner")
  OwnersBody ofVolume(@PathVariable String name) {
    return owners(Kind.VOLUME, volumes.inspect(name).name());
  }

  @GetMapping("/images/{ref}/owner")
  OwnersBody ofImage(@PathVariable String ref) {
    return owners(Kind.IMAGE, images.inspect(ref).id());
  }

  @GetMapping("/networks/{ref}/owner")
  OwnersBody ofNetwork(@PathVariable String ref) {
    return owners(Kind.NETWORK, networks.inspect(ref).id());
  }

  private OwnersBody owners(Kind kind, String id) {
    return new OwnersBody(ownership.namesOf(kind, id));
  }

  /** Gives it to a team, with its volumes without a name. */
  @PutMapping("/containers/{ref}/owner")
  void giveContainer(@PathVariable String ref, @RequestBody Gift gift) {
    containers.inspect(ref, false);
    containers.give(ref, recipient(gift));
  }

  /** Gives it to a team. */
  @PutMapping("/volumes/{name}/owner")
  void giveVolume(@PathVariable String name, @RequestBody Gift gift) {
    volumes.inspect(name);
    volumes.give(name, recipient(gift));
  }

  /** Gives it to a team. */
  @PutMapping("/networks/{ref}/owner")
  void giveNetwork(@PathVariable String ref, @RequestBody Gift gift) {
    networks.inspect(ref);
    networks.give(ref, recipient(gift));
  }

  /** Gives the share of the caller's teams to a team; an administrator gives all of it. */
  @PutMapping("/images/{ref}/owner")
  void giveImage(@PathVariable String ref, @RequestBody Gift gift) {
    images.inspect(ref);
    images.give(ref, recipient(gift));
  }

  private Owners recipient(Gift gift) {
    String team = text(gift.team());
    audit.note("team=" + team);
    return ownership.recipient(team);
  }

  /** A value that is masked elsewhere; the log of changes says who asked for it. */
  @PostMapping("/containers/{ref}/reveal")
  Revealed reveal(@PathVariable String ref, @RequestBody Asked asked) {
    String name = text(asked.name());
    var kind = Secret.Kind.of(text(asked.kind()));
    audit.note(kind.word() + "=" + name);
    return new Revealed(name, containers.reveal(ref, kind, name));
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }
}
