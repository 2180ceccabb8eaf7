package io.berth.dockerfile;

/**
 * Text that stands in the Dockerfile below its instruction.
 *
 * @param name which ends it, and which is a file's name for COPY and ADD
 * @param expanded whether variables in it are replaced
 * @param content as it is written into a file, leading tabs removed when they are to be
 * @param lines as they stand in the Dockerfile
 */
public record Heredoc(String name, boolean expanded, String content, String lines) {}
