package io.berth.recording;

import java.util.List;

/**
 * What is about to be shown to somebody who can type into it.
 *
 * @param subject the exec's or container's id, whose terminal changes its size
 * @param who sees it
 * @param terminal whether it is a terminal; else a stream, as of {@code docker exec -i}
 */
public record Session(
    String subject,
    String containerId,
    String containerName,
    String who,
    List<String> command,
    boolean terminal,
    int rows,
    int columns) {}
