package io.berth.restapi;

import io.berth.container.ContainerView;
import io.berth.container.Containers;
import io.berth.container.VolumeArchives;
import io.berth.security.SecretNames;
import io.berth.team.Ownership;
import io.berth.team.Ownership.Kind;
import io.berth.volume.Volumes;
import io.berth.volume.Volumes.Volume;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Volumes and who uses them. */
@RestController
@RequestMapping("/api/volumes")
class VolumeController {

  private final Volumes volumes;
  private final Containers containers;
  private final VolumeArchives archives;
  private final Ownership ownership;

  VolumeController(
      Volumes volumes, Containers containers, VolumeArchives archives, Ownership ownership) {
    this.archives = archives;
    this.ownership = ownership;
    this.volumes = volumes;
    this.containers = containers;
  }

  record VolumeUser(String id, String name) {}

  /**
   * @param anonymous whether the engine chose the name
   * @param owners teams; none for what is everybody's
   * @param users containers, running or not
   */
  record VolumeBody(
      String name,
      Instant createdAt,
      boolean anonymous,
      String mountpoint,
      Map<String, String> labels,
      List<String> owners,
      List<VolumeUser> users) {

    static VolumeBody of(Volume volume, List<String> owners, List<ContainerView> all) {
      return new VolumeBody(
          volume.name(),
          volume.created(),
          volume.anonymous(),
          volume.mountpoint().toString(),
          SecretNames.hidden(volume.labels()),
          owners,
          all.stream()
              .filter(view -> view.mounts().stream().anyMatch(m -> m.name().equals(volume.name())))
              .map(view -> new VolumeUser(view.id(), view.name()))
              .toList());
    }
  }

  /**
   * @param bytes of the files in it
   */
  record VolumeDetail(VolumeBody volume, long bytes) {}

  /** In order of name. */
  @GetMapping
  List<VolumeBody> list() {
    var all = allContainers();
    return volumes.list(Map.of()).stream().map(volume -> body(volume, all)).toList();
  }

  @GetMapping("/{name}")
  VolumeDetail inspect(@PathVariable String name) {
    var volume = body(volumes.inspect(name), allContainers());
    return new VolumeDetail(volume, volumes.size(name));
  }

  /**
   * A backup: a tar archive of the volume's folder and all in it, whose names begin with {@code
   * ./}.
   *
   * @param pause whether the containers that run with it stand still meanwhile
   */
  @GetMapping("/{name}/archive")
  void save(
      @PathVariable String name,
      @RequestParam(defaultValue = "false") boolean pause,
      HttpServletResponse response)
      throws IOException {
    volumes.inspect(name);
    response.setContentType("application/x-tar");
    archives.save(name, pause, response.getOutputStream());
  }

  /**
   * Makes the volume's content that of a tar archive, plain or compressed, and the volume if there
   * is none. What was in it goes when all of the archive has come.
   *
   * @param replace whether something may be in it
   */
  @PutMapping("/{name}/archive")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void restore(
      @PathVariable String name,
      @RequestParam(defaultValue = "false") boolean replace,
      HttpServletRequest request)
      throws IOException {
    archives.restore(name, request.getInputStream(), replace);
  }

  private VolumeBody body(Volume volume, List<ContainerView> all) {
    return VolumeBody.of(volume, ownership.namesOf(Kind.VOLUME, volume.name()), all);
  }

  private List<ContainerView> allContainers() {
    return containers.list(new Containers.ListQuery(true, 0, false, Map.of()));
  }
}
