package io.berth.keeper.wire;

/** An exec that is alive. */
public record ExecState(String id, int pid, boolean terminal, String memo) {}
