package io.berth.dashboard;

import io.berth.container.ContainerView;
import io.berth.container.ContainerView.MountPoint;
import io.berth.failure.NotFound;
import io.berth.volume.Volumes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** What goes when a container is removed. */
@Component
class LossPreview {

  private final Volumes volumes;

  LossPreview(Volumes volumes) {
    this.volumes = volumes;
  }

  /**
   * @param written what the container wrote into its own layer
   * @param anonymous volumes that go when that is asked for
   * @param staying volumes and folders that stay in any case
   */
  record Loss(
      ContainerRow container,
      long writtenBytes,
      String written,
      List<LostVolume> anonymous,
      List<String> staying) {}

  record LostVolume(String shortName, String destination, String size) {}

  Loss of(ContainerView view) {
    var sizes = view.sizes();
    long written = sizes == null ? 0 : sizes.writable();
    var anonymous = new ArrayList<LostVolume>();
    var staying = new ArrayList<String>();
    for (MountPoint mount : view.mounts()) {
      if (mount.type().equals("volume") && isAnonymous(mount.name())) {
        anonymous.add(
            new LostVolume(
                Units.shortId(mount.name()),
                mount.destination(),
                Units.bytes(volumes.size(mount.name()))));
      } else if (!mount.type().equals("tmpfs")) {
        staying.add(mount.name().isEmpty() ? mount.source() : "volume " + mount.name());
      }
    }
    return new Loss(
        ContainerRow.of(view, Instant.now()), written, Units.bytes(written), anonymous, staying);
  }

  private boolean isAnonymous(String volume) {
    try {
      return volumes.inspect(volume).anonymous();
    } catch (NotFound e) {
      return false;
    }
  }

  static long writtenBytes(List<Loss> losses) {
    return losses.stream().mapToLong(Loss::writtenBytes).sum();
  }
}
