package io.berth.runtime;

/**
 * @param hostPath a device node on the host
 * @param containerPath where it appears inside
 * @param permissions cgroup permissions, a subset of {@code rwm}
 */
public record DeviceSpec(String hostPath, String containerPath, String permissions) {}
