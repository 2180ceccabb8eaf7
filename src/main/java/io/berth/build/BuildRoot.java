package io.berth.build;

import java.nio.file.Path;

/**
 * Where builds work.
 *
 * @param directory holds a folder for each build that is going on; on the file system of layers
 */
public record BuildRoot(Path directory) {}
