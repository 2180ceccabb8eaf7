package io.berth.container;

import java.nio.file.Path;

/**
 * Where containers lie.
 *
 * @param directory holds a folder for each container, named by its id
 * @param skeleton what every root file system has at least: places for the engine's own mounts
 * @param streams in memory; holds a folder for each running container with its named output
 */
public record ContainerRoot(Path directory, Path skeleton, Path streams) {}
