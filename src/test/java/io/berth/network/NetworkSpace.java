package io.berth.network;

import io.berth.linux.Fd;
import io.berth.linux.Namespaces;
import io.berth.linux.netlink.NetworkLinks;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/** A network namespace that ends with a process. */
record NetworkSpace(Process process, Path file) implements AutoCloseable {

  static NetworkSpace make() throws IOException, InterruptedException {
    Process process = new ProcessBuilder("unshare", "-n", "sleep", "60").start();
    Path own = Files.readSymbolicLink(Path.of("/proc/self/ns/net"));
    Path file = Path.of("/proc/" + process.pid() + "/ns/net");
    for (int i = 0; i < 200 && Files.readSymbolicLink(file).equals(own); i++) {
      Thread.sleep(10);
    }
    if (Files.readSymbolicLink(file).equals(own)) {
      process.destroyForcibly().waitFor();
      throw new IOException("no network namespace could be made");
    }
    return new NetworkSpace(process, file);
  }

  ServerSocket listen(String address) throws Exception {
    return listen(address, 0);
  }

  ServerSocket listen(String address, int port) throws Exception {
    return call(() -> new ServerSocket(port, 8, InetAddress.ofLiteral(address)));
  }

  <T> T call(Callable<T> work) throws Exception {
    return onThread(() -> {
      try (Fd namespace = NetworkLinks.namespace(file)) {
        Namespaces.enter(namespace, Namespaces.NETWORK);
      }
      return work.call();
    });
  }

  /** On a thread that then dies. */
  static <T> T onThread(Callable<T> work) throws Exception {
    FutureTask<T> task = new FutureTask<>(work);
    Thread.ofPlatform().start(task);
    return task.get();
  }

  /** What is in it ends too, though the kernel takes its time. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
