/**
 * The files below one root: looked at, packed into archives and unpacked from them, never leaving
 * the root. Knows of no container.
 */
@org.jspecify.annotations.NullMarked
package io.berth.files;
