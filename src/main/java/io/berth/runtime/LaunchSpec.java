package io.berth.runtime;

import io.berth.snapshot.OverlayMount;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A container to start. Plain data, so that it can be kept and sent.
 *
 * @param id 64 hexadecimal digits; names the cgroup
 * @param overlay the root file system, mounted by the runtime in the container's own mount
 *     namespace, so that it vanishes with the last process
 * @param mounts further mounts, in order; parents before children
 * @param readOnlyRoot whether the overlay is read-only for the container
 * @param hostname of the UTS namespace; ignored with {@code hostUts}
 * @param domainname of the UTS namespace, or empty
 * @param namespaces which namespaces are the host's instead of the container's own
 * @param process the first process, PID 1
 * @param resources limits
 * @param sysctls namespaced kernel parameters, validated by the runtime
 * @param privileged all capabilities of the engine, all devices, nothing masked, no seccomp filter
 * @param devices host devices to make inside, beside the default ones
 * @param shmSizeBytes size of /dev/shm
 * @param oomScoreAdj added to the out-of-memory score, -1000 to 1000
 * @param streams an existing directory of this run alone, mode 0700 and in memory, in which the
 *     runtime makes the FIFOs {@code stdout} and {@code stderr} when there is no terminal
 */
public record LaunchSpec(
    String id,
    OverlayMount overlay,
    List<MountSpec> mounts,
    boolean readOnlyRoot,
    String hostname,
    String domainname,
    HostNamespaces namespaces,
    ProcessSpec process,
    Resources resources,
    Map<String, String> sysctls,
    boolean privileged,
    List<DeviceSpec> devices,
    long shmSizeBytes,
    int oomScoreAdj,
    Path streams) {
  public LaunchSpec {
    mounts = List.copyOf(mounts);
    sysctls = Map.copyOf(sysctls);
    devices = List.copyOf(devices);
  }

  /** A folder on the host for this container's files that have no name for long. */
  Path directory() {
    Path directory = overlay.work().toAbsolutePath().getParent();
    return directory == null ? Path.of("/") : directory;
  }
}
