/**
 * The Dockerfile language: text to stages and instructions, and the words in them to values. Knows
 * nothing of images or containers, and needs no other room.
 */
@NullMarked
package io.berth.dockerfile;

import org.jspecify.annotations.NullMarked;
