package io.berth.dns;

import io.berth.failure.Unavailable;
import io.berth.linux.netlink.NetworkLinks;
import io.berth.network.SocketLoop;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Resolvers at {@code 127.0.0.11:53} inside containers, all on one thread. The sockets are opened
 * inside the containers' network namespaces, where they stay. Thread-safe.
 */
public final class NameServer implements AutoCloseable {

  /** Where a container asks, as with Docker. */
  public static final String ADDRESS = "127.0.0.11";

  /** Here, and of other servers. */
  public static final int PORT = 53;

  private static final Duration TICK = Duration.ofMillis(500);

  private final SocketLoop loop;
  private final Forwarder forwarder;
  private final Set<Resolver> resolvers = ConcurrentHashMap.newKeySet();

  private NameServer(SocketLoop loop) {
    this.loop = loop;
    this.forwarder = new Forwarder(loop);
  }

  public static NameServer start() {
    try {
      return new NameServer(SocketLoop.start("berth-dns", TICK));
    } catch (IOException e) {
      throw new Unavailable("the resolver for containers did not start: " + e.getMessage(), e);
    }
  }

  /** A container's resolver; closing it takes its sockets away. */
  public interface Opened extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Answers in a container from now on, in place of an earlier process that did.
   *
   * @param netns its network namespace's file
   * @throws Unavailable its sockets cannot be had
   */
  public Opened open(Path netns, Zone zone) {
    ContainerSockets sockets = ContainerSockets.open(netns);
    Resolver resolver = new Resolver(loop, forwarder, sockets, zone, resolvers::remove);
    resolvers.add(resolver);
    try {
      loop.call(resolver::register);
      return resolver;
    } catch (RuntimeException e) {
      resolver.close();
      throw e;
    }
  }

  /** Loads what a thread inside a namespace cannot. */
  static void preload() {
    NetworkLinks.host().close();
  }

  @Override
  public void close() {
    resolvers.forEach(Resolver::close);
    loop.close();
  }
}
