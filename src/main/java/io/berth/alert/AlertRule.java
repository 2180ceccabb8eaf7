package io.berth.alert;

import java.time.Duration;

/**
 * A rule as people see it.
 *
 * @param team whose containers it is about; empty for all
 * @param threshold starts of a restart loop, or percent of the disk; 0 when the cause has none
 * @param target the addresses of mail, or of a webhook its host alone: the rest may be a secret
 * @param signed whether bodies are signed
 */
public record AlertRule(
    long id,
    String name,
    Cause cause,
    Chosen containers,
    String team,
    int threshold,
    Duration window,
    Duration quiet,
    Channel channel,
    String target,
    boolean signed,
    boolean enabled) {}
