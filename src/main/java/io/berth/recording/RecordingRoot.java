package io.berth.recording;

import java.nio.file.Path;

/** Where recordings lie, each as a file named by its id. */
public record RecordingRoot(Path directory) {}
