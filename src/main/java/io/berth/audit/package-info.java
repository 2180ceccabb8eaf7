/**
 * Who changed what, when, from where and with what result: every change through any door, written
 * by a filter that no request can go around, and never altered afterwards.
 */
@NullMarked
package io.berth.audit;

import org.jspecify.annotations.NullMarked;
