package io.berth.container;

import java.nio.file.Path;

/**
 * Where containers lie.
 *
 * @param directory holds a folder for each container, named by its id
 * @param skeleton what every root file system has at least: places for the engine's own mounts
 */
public record ContainerRoot(Path directory, Path skeleton) {}
