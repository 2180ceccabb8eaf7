/** The composition root: configuration and the beans of the Spring-free rooms. */
@NullMarked
package io.berth.config;

import org.jspecify.annotations.NullMarked;
