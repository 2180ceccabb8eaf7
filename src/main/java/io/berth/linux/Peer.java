package io.berth.linux;

/** Who opened the other end of a Unix socket, as the kernel saw it then (SO_PEERCRED). */
public record Peer(int pid, int uid, int gid) {}
