package io.berth.keeper.server;

import io.berth.failure.Conflict;
import io.berth.keeper.wire.Channel;
import io.berth.keeper.wire.Message;
import io.berth.linux.UnixListener;
import io.berth.linux.UnixSocket;
import io.berth.network.PortBinder;
import io.berth.network.ProxyPorts;
import io.berth.runtime.LinuxContainerRuntime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The keeper of one engine: takes over what an earlier one left, and serves until it keeps nothing
 * and nobody is connected.
 */
public final class KeeperServer implements AutoCloseable {

  private static final long LINGER_MILLIS = 500;

  /** For a service that starts beside it. */
  private static final long FIRST_LINGER_MILLIS = 60_000;

  private final Path directory;
  private final Path socket;
  private final FileChannel lock;
  private final Object ownUid;
  private final Custody custody;
  private final UnixListener listener;
  private final LinuxContainerRuntime runtime;
  private final PortBinder ports = new ProxyPorts();
  private final Map<String, PortBinder.Reservation> reservations = new ConcurrentHashMap<>();
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final AtomicInteger serving = new AtomicInteger();
  private final ExecutorService workers =
      Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("berth-call-", 0).factory());

  private KeeperServer(Path directory, String cgroupParent, FileChannel lock) throws IOException {
    this.directory = directory;
    this.socket = directory.resolve("keeper.sock");
    this.lock = lock;
    this.ownUid = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    this.runtime = new LinuxContainerRuntime(cgroupParent);
    this.custody = new Custody(directory, runtime, this::tell);
    custody.takeOver();
    Files.deleteIfExists(socket); // a dead keeper's: the lock is ours
    this.listener = UnixListener.bind(socket);
    Files.writeString(pidFile(), Long.toString(ProcessHandle.current().pid()));
  }

  /** For people: nothing depends on it. */
  private Path pidFile() {
    return directory.resolve("keeper.pid");
  }

  /**
   * Takes the engine's folder and everything in it over, and listens.
   *
   * @param directory in memory, for this engine alone; made with mode 0700
   * @param cgroupParent the engine's parent control group
   * @throws Conflict another keeper has it
   */
  public static KeeperServer open(Path directory, String cgroupParent) {
    try {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      return new KeeperServer(directory, cgroupParent, lock(directory));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The kernel lets go of it when the process ends, however it ends. */
  private static FileChannel lock(Path directory) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve("keeper.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // held by this very process
    }
    channel.close();
    throw new Conflict("another keeper has " + directory);
  }

  /** Serves; returns when it was closed or there is nothing to keep any more. */
  public void run() {
    workers.execute(() -> leaveWhenIdle(FIRST_LINGER_MILLIS));
    for (UnixSocket peer = listener.accept(); peer != null; peer = listener.accept()) {
      serve(peer);
    }
  }

  private void serve(UnixSocket peer) {
    if (!ownUid.equals(peer.peer().uid())) {
      peer.close();
      return;
    }
    serving.incrementAndGet();
    Connection connection =
        new Connection(
            new Channel(peer), custody, ports, reservations, runtime.features(), workers);
    connections.add(connection);
    connection.start(() -> {
      connections.remove(connection);
      left();
    });
  }

  private void left() {
    if (serving.decrementAndGet() == 0) {
      custody.drainExecs();
      workers.execute(() -> leaveWhenIdle(LINGER_MILLIS));
    }
  }

  private void leaveWhenIdle(long after) {
    try {
      Thread.sleep(after);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (serving.get() == 0 && custody.isIdle()) {
      listener.close();
    }
  }

  private void tell(Message.Event event) {
    connections.forEach(connection -> connection.tell(event));
  }

  @Override
  public void close() {
    listener.close();
    connections.forEach(Connection::close); // one that came while it ended has no answer yet
    custody.close();
    try (lock) {
      Files.deleteIfExists(socket);
      Files.deleteIfExists(pidFile());
      Files.deleteIfExists(directory.resolve("keeper.lock"));
      if (custody.isIdle()) {
        Files.deleteIfExists(directory);
      }
    } catch (java.nio.file.DirectoryNotEmptyException e) {
      return; // runs that go on, or something of the service's
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
