/**
 * Builds images from Dockerfiles: plans stages, runs their instructions, finds again what was built
 * before. Steps that run something are ordinary containers.
 */
@NullMarked
package io.berth.build;

import org.jspecify.annotations.NullMarked;
