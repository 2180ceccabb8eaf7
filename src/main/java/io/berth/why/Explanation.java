package io.berth.why;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a container does not run.
 *
 * @param headline the reason in a few words
 * @param reasons whole sentences, the most telling first
 * @param exitCode 128 and more may stand for a signal; 255 also for an unknown end
 * @param signal such as {@code SIGKILL}, or empty
 * @param startedAt null when it never ran
 * @param lastLines of the log of the last run, without colours
 * @param advice what to try
 */
public record Explanation(
    String containerId,
    String containerName,
    String headline,
    List<String> reasons,
    int exitCode,
    String signal,
    String command,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    int restartCount,
    List<String> lastLines,
    List<String> advice) {}
