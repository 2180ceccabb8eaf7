package io.berth.dns;

import io.berth.failure.BerthException;
import io.berth.failure.Unavailable;
import io.berth.linux.Fd;
import io.berth.linux.NamespaceThread;
import io.berth.linux.Namespaces;
import io.berth.linux.netlink.NetworkLinks;
import io.berth.linux.nftables.Nftables;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;

/**
 * A container's listening sockets, at ports of the kernel's choice, and rules in its namespace that
 * lead port 53 of {@value NameServer#ADDRESS} there: the port itself stays free for the container.
 * Without nftables it does not.
 */
record ContainerSockets(DatagramChannel datagrams, ServerSocketChannel connections) {

  private static final int BACKLOG = 64;

  static ContainerSockets open(Path netns) {
    try {
      NameServer.preload();
      ContainerSockets sockets = inside(netns, 0);
      try {
        sockets.lead(netns);
        return sockets;
      } catch (BerthException | IOException e) {
        sockets.close();
        return inside(netns, NameServer.PORT);
      }
    } catch (UncheckedIOException e) {
      throw new Unavailable("names for a container: " + e.getMessage(), e);
    }
  }

  private static ContainerSockets inside(Path netns, int port) {
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.ofLiteral(NameServer.ADDRESS), port);
    return NamespaceThread.call(
        "dns",
        () -> {
          try (Fd namespace = NetworkLinks.namespace(netns)) {
            Namespaces.enter(namespace, Namespaces.NETWORK);
          }
          return bind(address);
        });
  }

  private static ContainerSockets bind(InetSocketAddress address) {
    DatagramChannel datagrams = null;
    ServerSocketChannel connections = null;
    try {
      datagrams = DatagramChannel.open(StandardProtocolFamily.INET);
      datagrams.configureBlocking(false);
      datagrams.bind(address);
      connections = ServerSocketChannel.open(StandardProtocolFamily.INET);
      connections.configureBlocking(false);
      connections.bind(address, BACKLOG);
      return new ContainerSockets(datagrams, connections);
    } catch (IOException e) {
      close(datagrams);
      close(connections);
      throw new UncheckedIOException(e);
    }
  }

  private void lead(Path netns) throws IOException {
    int udp = ((InetSocketAddress) datagrams.getLocalAddress()).getPort();
    int tcp = ((InetSocketAddress) connections.getLocalAddress()).getPort();
    Nftables.runIn(
        netns,
        """
        add table ip berth_dns
        delete table ip berth_dns
        table ip berth_dns {
          chain names {
            type nat hook output priority -100; policy accept;
            ip daddr %1$s udp dport %2$d dnat to %1$s:%3$d
            ip daddr %1$s tcp dport %2$d dnat to %1$s:%4$d
          }
        }
        """
            .formatted(NameServer.ADDRESS, NameServer.PORT, udp, tcp));
  }

  void close() {
    close(datagrams);
    close(connections);
  }

  static void close(@org.jspecify.annotations.Nullable Closeable socket) {
    if (socket != null) {
      try {
        socket.close();
      } catch (IOException e) {
        // it is given up either way
      }
    }
  }
}
