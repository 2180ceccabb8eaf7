package io.berth.container;

import java.nio.file.Path;

/** Where containers lie, a folder each; the layers that all of them share are beside it. */
public record ContainerRoot(Path directory) {}
