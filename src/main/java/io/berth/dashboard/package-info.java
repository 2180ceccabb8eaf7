/** The pages a person sees in a browser. */
@NullMarked
package io.berth.dashboard;

import org.jspecify.annotations.NullMarked;
