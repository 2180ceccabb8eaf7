package io.berth.security;

/** An account is gone; published when it is. */
public record UserRemoved(String name) {}
