package io.berth.container;

/** Docker's {@code HostConfig}: what a container asks of the host. */
public record HostConfig() {}
