package io.berth.streaming;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param patience how long a terminal in which somebody has typed waits for that person to come
 *     back
 */
@ConfigurationProperties("berth.terminals")
record TerminalProperties(@DefaultValue("15m") Duration patience) {}
