/**
 * Pure values of the OCI image and distribution specifications: digests, references, manifests,
 * configurations.
 */
@NullMarked
package io.berth.oci;

import org.jspecify.annotations.NullMarked;
