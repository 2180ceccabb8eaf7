package io.berth.dns;

import io.berth.network.SocketLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Rcode;

/**
 * A query on its way to other servers, one after another until one answers. It goes out as it came
 * in, and so does the answer, but for the number. On the loop's thread.
 */
final class Question implements SocketLoop.Handler {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final long PATIENCE_NANOS = 2_500_000_000L;
  private static final int LARGEST = 65_535;
  private static final int HEADER = 12;

  private final SocketLoop loop;
  private final byte[] packet;
  private final short clientsNumber;
  private final boolean stream;
  private final Iterator<InetSocketAddress> servers;
  private final byte[] failure;
  private final Resolver.Reply reply;
  private final Consumer<Question> done;
  private final short number = (short) RANDOM.nextInt();
  private ByteBuffer out = ByteBuffer.allocate(0);
  private ByteBuffer in = ByteBuffer.allocate(0);
  private @Nullable SelectableChannel channel;
  private long asked;
  private boolean over;

  Question(
      SocketLoop loop,
      byte[] packet,
      boolean stream,
      List<InetSocketAddress> servers,
      byte[] failure,
      Resolver.Reply reply,
      Consumer<Question> done) {
    this.loop = loop;
    this.packet = packet.clone();
    this.clientsNumber = ByteBuffer.wrap(packet).getShort(0);
    this.stream = stream;
    this.servers = servers.iterator();
    this.failure = failure;
    this.reply = reply;
    this.done = done;
    ByteBuffer.wrap(this.packet).putShort(0, number);
  }

  void begin() {
    next();
  }

  private void next() {
    ContainerSockets.close(channel);
    channel = null;
    while (servers.hasNext()) {
      try {
        ask(servers.next());
        return;
      } catch (IOException | RuntimeException e) {
        ContainerSockets.close(channel); // and the next one is asked
      }
    }
    finish(failure);
  }

  private void ask(InetSocketAddress server) throws IOException {
    asked = System.nanoTime();
    StandardProtocolFamily family =
        server.getAddress() instanceof java.net.Inet6Address
            ? StandardProtocolFamily.INET6
            : StandardProtocolFamily.INET;
    if (stream) {
      SocketChannel connection = SocketChannel.open(family);
      channel = connection;
      connection.configureBlocking(false);
      out =
          ByteBuffer.allocate(2 + packet.length).putShort((short) packet.length).put(packet).flip();
      in = ByteBuffer.allocate(2);
      boolean connected = connection.connect(server);
      loop.register(connection, connected ? SelectionKey.OP_WRITE : SelectionKey.OP_CONNECT, this);
    } else {
      DatagramChannel socket = DatagramChannel.open(family);
      channel = socket;
      socket.configureBlocking(false);
      socket.connect(server);
      loop.register(socket, SelectionKey.OP_READ, this);
      socket.write(ByteBuffer.wrap(packet));
    }
  }

  @Override
  public void ready(SelectionKey key) {
    try {
      if (key.channel() instanceof SocketChannel connection) {
        go(connection, key);
      } else if (key.channel() instanceof DatagramChannel socket) {
        ByteBuffer answer = ByteBuffer.allocate(LARGEST);
        if (socket.read(answer) > 0) {
          byte[] bytes = new byte[answer.flip().remaining()];
          answer.get(bytes);
          take(bytes);
        }
      }
    } catch (IOException e) {
      next();
    }
  }

  private void go(SocketChannel connection, SelectionKey key) throws IOException {
    if (key.isConnectable()) {
      connection.finishConnect();
      key.interestOps(SelectionKey.OP_WRITE);
    } else if (key.isWritable()) {
      connection.write(out);
      if (!out.hasRemaining()) {
        key.interestOps(SelectionKey.OP_READ);
      }
    } else if (key.isReadable()) {
      if (connection.read(in) < 0) {
        throw new IOException("ended");
      }
      if (!in.hasRemaining() && in.capacity() == 2) {
        in = ByteBuffer.allocate(Math.max(3, Short.toUnsignedInt(in.getShort(0))));
      } else if (!in.hasRemaining()) {
        take(in.array());
      }
    }
  }

  /** What is no answer to this question is passed over: the true one may still come. */
  private void take(byte[] answer) {
    if (answer.length < HEADER
        || ByteBuffer.wrap(answer).getShort(0) != number
        || answer[2] >= 0
        || !sameQuestion(answer)) {
      return;
    }
    int code = answer[3] & 0xf;
    if ((code == Rcode.SERVFAIL || code == Rcode.REFUSED) && servers.hasNext()) {
      next();
      return;
    }
    ByteBuffer.wrap(answer).putShort(0, clientsNumber);
    finish(answer);
  }

  /** Servers repeat it byte by byte, right behind the header. */
  private boolean sameQuestion(byte[] answer) {
    int end = HEADER;
    while (end < packet.length && packet[end] != 0) {
      end += 1 + (packet[end] & 0xff);
    }
    end += 5;
    return answer.length >= end
        && end <= packet.length
        && Arrays.equals(packet, 4, 6, answer, 4, 6)
        && Arrays.equals(packet, HEADER, end, answer, HEADER, end);
  }

  @Override
  public void tick(long nanoTime) {
    if (nanoTime - asked > PATIENCE_NANOS) {
      next();
    }
  }

  @Override
  public void failed() {
    finish(failure);
  }

  private void finish(byte[] answer) {
    if (over) {
      return;
    }
    over = true;
    ContainerSockets.close(channel);
    done.accept(this);
    try {
      reply.send(answer);
    } catch (IOException e) {
      // who asked is gone
    }
  }
}
