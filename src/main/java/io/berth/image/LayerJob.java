package io.berth.image;

import io.berth.oci.Descriptor;
import io.berth.oci.Digest;
import io.berth.registry.RegistryClient;

/** One layer that a pull needs, and where to get it. */
record LayerJob(RegistryClient.Session session, Descriptor blob, Digest diffId) {}
