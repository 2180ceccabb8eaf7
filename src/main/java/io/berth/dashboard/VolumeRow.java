package io.berth.dashboard;

import io.berth.container.ContainerView;
import io.berth.volume.Volumes.Volume;
import java.time.Instant;
import java.util.List;

/**
 * A volume as the pages show it.
 *
 * @param shown the name, or the beginning of one that the engine chose
 * @param users the containers that use it, running or not
 */
record VolumeRow(
    String name, String shown, boolean anonymous, String created, List<ContainerRow> users) {

  static VolumeRow of(Volume volume, List<ContainerView> containers, Instant now) {
    return new VolumeRow(
        volume.name(),
        volume.anonymous() ? Units.shortId(volume.name()) : volume.name(),
        volume.anonymous(),
        Units.ago(volume.created(), now),
        containers.stream()
            .filter(view -> uses(view, volume))
            .map(view -> ContainerRow.of(view, now))
            .toList());
  }

  private static boolean uses(ContainerView view, Volume volume) {
    return view.mounts().stream().anyMatch(mount -> mount.name().equals(volume.name()));
  }
}
