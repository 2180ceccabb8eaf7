package io.berth.container;

import java.nio.file.Path;

/**
 * Where containers lie.
 *
 * @param directory holds a folder for each container, named by its id
 * @param skeleton what every root file system has at least: places for the engine's own mounts
 * @param runs in memory, the keeper's; holds a folder for each run
 * @param stopContainers whether containers end with the service
 */
public record ContainerRoot(Path directory, Path skeleton, Path runs, boolean stopContainers) {}
