package io.berth.dns;

import io.berth.network.SocketLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A container's connection: each query has its length before it. One query at a time; a client that
 * does nothing for ten seconds, or asks with too many bytes, is left. On the loop's thread.
 */
final class TcpClient implements SocketLoop.Handler {

  private static final long PATIENCE_NANOS = 10_000_000_000L;
  private static final int LARGEST_QUERY = 4096;

  private final SocketChannel channel;
  private final Resolver resolver;
  private final ByteBuffer length = ByteBuffer.allocate(2);
  private @Nullable SelectionKey key;
  private @Nullable ByteBuffer query;
  private @Nullable ByteBuffer answer;
  private long active = System.nanoTime();

  TcpClient(SocketChannel channel, Resolver resolver) {
    this.channel = channel;
    this.resolver = resolver;
  }

  void keyed(SelectionKey registered) {
    key = registered;
  }

  @Override
  public void ready(SelectionKey selected) throws IOException {
    active = System.nanoTime();
    if (selected.isWritable()) {
      write();
    } else if (selected.isReadable()) {
      read(selected);
    }
  }

  private void read(SelectionKey selected) throws IOException {
    if (query == null) {
      if (channel.read(length) < 0) {
        failed();
        return;
      }
      if (length.hasRemaining()) {
        return;
      }
      int size = Short.toUnsignedInt(length.getShort(0));
      if (size > LARGEST_QUERY) {
        failed();
        return;
      }
      query = ByteBuffer.allocate(size);
    }
    if (channel.read(query) < 0) {
      failed();
      return;
    }
    if (!query.hasRemaining()) {
      byte[] packet = query.array();
      query = null;
      length.clear();
      selected.interestOps(0);
      resolver.answer(packet, true, this::reply);
    }
  }

  private void reply(byte[] bytes) throws IOException {
    if (!channel.isOpen()) {
      return;
    }
    answer = ByteBuffer.allocate(2 + bytes.length).putShort((short) bytes.length).put(bytes).flip();
    write();
  }

  private void write() throws IOException {
    ByteBuffer left = answer;
    SelectionKey registered = key;
    if (left == null || registered == null || !registered.isValid()) {
      return;
    }
    channel.write(left);
    if (left.hasRemaining()) {
      registered.interestOps(SelectionKey.OP_WRITE);
    } else {
      answer = null;
      registered.interestOps(SelectionKey.OP_READ);
    }
  }

  @Override
  public void tick(long nanoTime) {
    if (nanoTime - active > PATIENCE_NANOS) {
      failed();
    }
  }

  @Override
  public void failed() {
    ContainerSockets.close(channel);
    resolver.forget(this);
  }
}
