package io.berth.runtime;

/** Which namespaces the container shares with the host. All false is the ordinary container. */
public record HostNamespaces(boolean network, boolean pid, boolean ipc, boolean uts) {
  public static final HostNamespaces NONE = new HostNamespaces(false, false, false, false);
}
