package io.berth.container;

/** Docker's {@code Config}: the portable part of a container's configuration. */
public record ContainerConfig() {}
