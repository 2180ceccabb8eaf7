package io.berth.registry;

import io.berth.oci.Digest;

/**
 * A manifest or index exactly as received.
 *
 * @param digest of the content; checked when it was asked for by digest
 */
public record FetchedManifest(String mediaType, Digest digest, byte[] content) {}
