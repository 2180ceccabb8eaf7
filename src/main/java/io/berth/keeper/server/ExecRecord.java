package io.berth.keeper.server;

/** What another keeper needs to take an exec over. */
record ExecRecord(String id, int pid, long startTicks, boolean terminal, String memo) {}
