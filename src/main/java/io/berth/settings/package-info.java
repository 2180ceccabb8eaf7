/** What administrators decide while the engine runs, and what it says of how it is configured. */
@NullMarked
package io.berth.settings;

import org.jspecify.annotations.NullMarked;
