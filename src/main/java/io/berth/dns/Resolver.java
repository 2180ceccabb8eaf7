package io.berth.dns;

import io.berth.network.SocketLoop;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;

/**
 * One container's resolver. All but {@link #close} on the loop's thread. What the container can
 * make it keep is bounded: connections here, questions to others in {@link Forwarder}.
 */
final class Resolver implements NameServer.Opened {

  private static final int ROUND = 32;
  private static final int LARGEST_QUERY = 4096;
  private static final int CONNECTIONS = 16;
  private static final int LARGEST_ANSWER = 65_535;

  private final SocketLoop loop;
  private final Forwarder forwarder;
  private final ContainerSockets sockets;
  private final Zone zone;
  private final Consumer<Resolver> closed;
  private final ByteBuffer buffer = ByteBuffer.allocate(LARGEST_QUERY);
  private final Set<TcpClient> clients = new HashSet<>();
  private final Forwarder.Quota quota = new Forwarder.Quota();

  Resolver(
      SocketLoop loop,
      Forwarder forwarder,
      ContainerSockets sockets,
      Zone zone,
      Consumer<Resolver> closed) {
    this.loop = loop;
    this.forwarder = forwarder;
    this.sockets = sockets;
    this.zone = zone;
    this.closed = closed;
  }

  void register() throws IOException {
    loop.register(sockets.datagrams(), SelectionKey.OP_READ, new Datagrams());
    loop.register(sockets.connections(), SelectionKey.OP_ACCEPT, new Connections());
  }

  private final class Datagrams implements SocketLoop.Handler {

    @Override
    public void ready(SelectionKey key) {
      DatagramChannel channel = sockets.datagrams();
      for (int i = 0; i < ROUND; i++) {
        buffer.clear();
        try {
          SocketAddress client = channel.receive(buffer);
          if (client == null) {
            return;
          }
          byte[] packet = new byte[buffer.flip().remaining()];
          buffer.get(packet);
          answer(packet, false, reply -> channel.send(ByteBuffer.wrap(reply), client));
        } catch (IOException e) {
          // an answer that was not taken: the next datagram may be
        }
      }
    }

    @Override
    public void failed() {
      // the socket lasts as long as the container
    }
  }

  private final class Connections implements SocketLoop.Handler {

    @Override
    public void ready(SelectionKey key) throws IOException {
      ServerSocketChannel listener = sockets.connections();
      for (SocketChannel client = listener.accept(); client != null; client = listener.accept()) {
        if (clients.size() >= CONNECTIONS) {
          client.close();
          continue;
        }
        client.configureBlocking(false);
        TcpClient one = new TcpClient(client, Resolver.this);
        clients.add(one);
        one.keyed(loop.register(client, SelectionKey.OP_READ, one));
      }
    }

    @Override
    public void failed() {
      // as above
    }
  }

  void forget(TcpClient client) {
    clients.remove(client);
  }

  /** Takes an answer back to who asked. */
  interface Reply {
    void send(byte[] answer) throws IOException;
  }

  /**
   * @param stream whether it came over TCP, where answers are of any length
   */
  void answer(byte[] packet, boolean stream, Reply reply) throws IOException {
    Optional<Message> parsed = Answers.parse(packet);
    if (parsed.isEmpty()) {
      return;
    }
    Message query = parsed.get();
    int room = stream ? LARGEST_ANSWER : Answers.room(query);
    Optional<Message> known = Answers.of(query, zone);
    if (known.isPresent()) {
      reply.send(known.get().toWire(room));
      return;
    }
    var servers = zone.servers();
    if (servers.isEmpty()) {
      reply.send(Answers.reply(query, Rcode.NXDOMAIN).toWire(room));
      return;
    }
    byte[] failure = Answers.reply(query, Rcode.SERVFAIL).toWire(room);
    if (!forwarder.ask(packet, stream, servers, quota, failure, reply)) {
      reply.send(failure);
    }
  }

  @Override
  public void close() {
    closed.accept(this);
    loop.call(() -> {
      sockets.close();
      Set.copyOf(clients).forEach(TcpClient::failed);
      quota.end();
      loop.flush();
    });
  }
}
