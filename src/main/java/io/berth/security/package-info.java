/** Who may come in: users, passwords, sessions, tokens. */
@NullMarked
package io.berth.security;

import org.jspecify.annotations.NullMarked;
