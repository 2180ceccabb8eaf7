package io.berth.alert;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A rule as somebody wants it.
 *
 * @param containers which ones: see {@link Chosen}
 * @param team whose containers it is about; empty for all
 * @param threshold starts of a restart loop, or percent of the disk; 0 for the usual
 * @param window in which a restart loop has that many; null for the usual
 * @param quiet how long the same is not told again, and how long all must be well before that is
 *     told; null for the usual
 * @param channel webhook or mail
 * @param target an address of that channel; null keeps the one the rule has
 * @param secret with which bodies of webhooks are signed; empty for none, null keeps the rule's
 */
public record RuleDraft(
    String name,
    Cause cause,
    Chosen containers,
    String team,
    int threshold,
    @Nullable Duration window,
    @Nullable Duration quiet,
    Channel channel,
    @Nullable String target,
    @Nullable String secret,
    boolean enabled) {}
