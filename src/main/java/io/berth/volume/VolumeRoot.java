package io.berth.volume;

import java.nio.file.Path;

/** Where volumes lie: {@code <directory>/<name>/_data}. */
public record VolumeRoot(Path directory) {}
