package io.berth.keeper.wire;

import io.berth.failure.KernelRefused;
import io.berth.linux.Fd;
import io.berth.linux.UnixSocket;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages over a socket. Any thread sends, one receives, any closes. */
public final class Channel implements AutoCloseable {

  private static final int HEADER = 5;
  private static final int BUFFER = 4 << 10;
  private static final int LARGEST = 16 << 20;

  private final UnixSocket socket;
  private ByteBuffer buffer = ByteBuffer.allocate(BUFFER).flip();
  private final Deque<Fd> arrived = new ArrayDeque<>();

  public Channel(UnixSocket socket) {
    this.socket = socket;
  }

  /** A message with its descriptors, which are the receiver's to close. */
  public record Letter(Message message, List<Fd> descriptors) {
    public void close() {
      descriptors.forEach(Fd::close);
    }
  }

  /**
   * @param descriptors stay the caller's
   * @throws KernelRefused the other side is gone
   */
  public void send(Message message, List<Fd> descriptors) {
    byte[] body = RecordCodec.write((Record) message);
    byte[] bytes =
        ByteBuffer.allocate(HEADER + body.length)
            .putInt(body.length)
            .put((byte) descriptors.size())
            .put(body)
            .array();
    socket.send(bytes, 0, bytes.length, descriptors);
  }

  /**
   * Waits for the next message; null when the other side is gone or this one closed.
   *
   * @throws BadMessage what came makes no sense; nothing more can be received
   */
  public @Nullable Letter receive() {
    if (!fill(HEADER)) {
      return null;
    }
    int length = buffer.getInt();
    int count = buffer.get();
    if (length < 0 || length > LARGEST) {
      throw new BadMessage("message of " + length + " bytes");
    }
    if (!fill(length)) {
      return null;
    }
    byte[] body = new byte[length];
    buffer.get(body);
    List<Fd> descriptors = take(count);
    try {
      return new Letter(RecordCodec.message(body), descriptors);
    } catch (BadMessage e) {
      descriptors.forEach(Fd::close);
      throw e;
    }
  }

  /** Receives until there are as many bytes; what else has come is kept. */
  private boolean fill(int wanted) {
    while (buffer.remaining() < wanted) {
      int length = buffer.remaining();
      byte[] into = buffer.array();
      if (into.length < wanted) {
        into = new byte[wanted];
      }
      System.arraycopy(buffer.array(), buffer.position(), into, 0, length);
      int n = socket.receive(into, length, into.length - length, arrived::add);
      buffer = ByteBuffer.wrap(into, 0, length + n);
      if (n == 0) {
        return false;
      }
    }
    return true;
  }

  private List<Fd> take(int count) {
    if (count < 0 || count > arrived.size()) {
      throw new BadMessage("descriptors are missing");
    }
    List<Fd> taken = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      taken.add(arrived.removeFirst());
    }
    return taken;
  }

  @Override
  public void close() {
    socket.close();
  }

  /** Closes what came and belongs to no message; for the receiver, when it is done. */
  public void discard() {
    arrived.forEach(Fd::close);
    arrived.clear();
  }
}
