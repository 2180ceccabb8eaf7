package io.berth.distribution;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Berth as a registry.
 *
 * @param delete whether operators may delete manifests and tags by its API
 */
@ConfigurationProperties("berth.registry-server")
record RegistryServerProperties(@DefaultValue("false") boolean delete) {}
