package io.berth.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** Forwards connections and cuts each when this many bytes have come back. */
public final class CuttingProxy implements AutoCloseable {

  private final ServerSocket server;
  private final int target;
  private final int after;
  private final AtomicInteger cuts = new AtomicInteger();

  private CuttingProxy(ServerSocket server, int target, int after) {
    this.server = server;
    this.target = target;
    this.after = after;
  }

  public static CuttingProxy before(TestRegistry registry, int after) throws IOException {
    String address = registry.address();
    int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
    var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    var proxy = new CuttingProxy(server, port, after);
    Thread.ofVirtual().start(proxy::accept);
    return proxy;
  }

  public String address() {
    return "localhost:" + server.getLocalPort();
  }

  public int cuts() {
    return cuts.get();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Socket upstream = new Socket(InetAddress.getLoopbackAddress(), target);
        Thread.ofVirtual().start(() -> pass(client, upstream, Long.MAX_VALUE));
        Thread.ofVirtual().start(() -> pass(upstream, client, after));
      } catch (IOException e) {
        // closed
      }
    }
  }

  private void pass(Socket from, Socket to, long most) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[16 * 1024];
      for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
        out.write(buffer, 0, (int) Math.min(n, most));
        most -= n;
        if (most <= 0) {
          cuts.incrementAndGet();
          return;
        }
      }
    } catch (IOException e) {
      // one side is gone, and so is the other
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
