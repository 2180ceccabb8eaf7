package io.berth.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.berth.failure.InvalidRequest;
import io.berth.failure.KernelRefused;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class UnixSocketTest {

  @TempDir Path folder;

  @Test
  void carriesBytesBothWaysBetweenAListenerAndItsCaller() {
    Path path = folder.resolve("socket");
    try (UnixListener listener = UnixListener.bind(path);
        UnixSocket caller = UnixSocket.connect(path);
        UnixSocket called = listener.accept()) {
      assertThat(called).isNotNull();
      caller.send(text("ask"), 0, 3, List.of());
      assertThat(receive(called, 3)).isEqualTo(text("ask"));
      called.send(text("..answer"), 2, 6, List.of());
      assertThat(receive(caller, 6)).isEqualTo(text("answer"));
      int own = (int) ProcessHandle.current().pid();
      assertThat(called.peer().pid()).isEqualTo(own);
      assertThat(caller.peer()).isEqualTo(called.peer());
    }
  }

  @Test
  void nobodyElseMayOpenTheName() throws Exception {
    Path path = folder.resolve("socket");
    try (UnixListener listener = UnixListener.bind(path)) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
          .isEqualTo("rw-------");
      KernelRefused taken =
          catchThrowableOfType(KernelRefused.class, () -> UnixListener.bind(path));
      assertThat(taken.errno()).isEqualTo(Errno.EADDRINUSE);
      assertThat(listener).isNotNull();
    }
    assertThat(Files.exists(path)).isTrue();
  }

  @Test
  void saysWhyAConnectionIsRefused() {
    KernelRefused refused =
        catchThrowableOfType(
            KernelRefused.class, () -> UnixSocket.connect(folder.resolve("nothing")));
    assertThat(refused.errno()).isEqualTo(Errno.ENOENT);
  }

  @Test
  void takesPathsOf107BytesAndNoLonger() {
    String start = folder + "/";
    Path longest = Path.of(start + "x".repeat(107 - start.length()));
    try (UnixListener listener = UnixListener.bind(longest);
        UnixSocket socket = UnixSocket.connect(longest)) {
      assertThat(listener).isNotNull();
      assertThat(socket).isNotNull();
    }
    assertThatThrownBy(() -> UnixListener.bind(Path.of(longest + "x")))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("107 bytes");
  }

  @Test
  void sendsMoreThanTheKernelBuffers() throws Exception {
    byte[] much = new byte[3 << 20];
    new Random(7).nextBytes(much);
    UnixSocket[] pair = UnixSocket.pair();
    try (UnixSocket left = pair[0];
        UnixSocket right = pair[1]) {
      CompletableFuture<Void> sent =
          CompletableFuture.runAsync(() -> left.send(much, 0, much.length, List.of()));
      assertThat(receive(right, much.length)).isEqualTo(much);
      sent.get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void passesSixteenDescriptorsThatWork() {
    int before = descriptors();
    UnixSocket[] pair = UnixSocket.pair();
    try (UnixSocket left = pair[0];
        UnixSocket right = pair[1];
        Pipe pipe = Pipe.open()) {
      left.send(new byte[] {1}, 0, 1, Collections.nCopies(16, pipe.writer()));
      List<Fd> arrived = new ArrayList<>();
      assertThat(right.receive(new byte[8], 0, 8, arrived::add)).isEqualTo(1);
      assertThat(arrived).hasSize(16);
      for (Fd fd : arrived) {
        Io.write(fd, text("x"));
        assertThat(Io.read(pipe.reader(), new byte[8])).isEqualTo(1);
        fd.close();
      }
      assertThatThrownBy(() -> left.send(new byte[1], 0, 1, Collections.nCopies(17, pipe.writer())))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(descriptors()).isEqualTo(before);
  }

  @Test
  void aConsumerThatFailsLeaksNothing() {
    int before = descriptors();
    UnixSocket[] pair = UnixSocket.pair();
    try (UnixSocket left = pair[0];
        UnixSocket right = pair[1];
        Pipe pipe = Pipe.open()) {
      left.send(new byte[] {1}, 0, 1, List.of(pipe.reader(), pipe.writer()));
      assertThatThrownBy(() ->
              right.receive(
                  new byte[1],
                  0,
                  1,
                  fd -> {
                    fd.close();
                    throw new IllegalStateException("no");
                  }))
          .hasMessage("no");
    }
    assertThat(descriptors()).isEqualTo(before);
  }

  @Test
  void closeEndsABlockedReceiveSendAndAccept() throws Exception {
    int before = descriptors();
    UnixSocket[] pair = UnixSocket.pair();
    UnixListener listener = UnixListener.bind(folder.resolve("socket"));
    CompletableFuture<Integer> receiving = new CompletableFuture<>();
    CompletableFuture<KernelRefused> sending = new CompletableFuture<>();
    CompletableFuture<Boolean> accepting = new CompletableFuture<>();
    List<Thread> threads =
        List.of(
            blocked(() -> receiving.complete(pair[0].receive(new byte[1], 0, 1, Fd::close))),
            blocked(() -> {
              try {
                pair[0].send(new byte[8 << 20], 0, 8 << 20, List.of());
              } catch (KernelRefused e) {
                sending.complete(e);
              }
            }),
            blocked(() -> accepting.complete(listener.accept() == null)));
    pair[0].close();
    listener.close();
    assertThat(receiving.get(30, TimeUnit.SECONDS)).isZero();
    assertThat(sending.get(30, TimeUnit.SECONDS).errno()).isEqualTo(Errno.EPIPE);
    assertThat(accepting.get(30, TimeUnit.SECONDS)).isTrue();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(pair[1].receive(new byte[8 << 20], 0, 8 << 20, Fd::close)).isNotNegative();
    pair[1].close();
    pair[1].close();
    assertThatThrownBy(() -> pair[1].send(new byte[1], 0, 1, List.of()))
        .isInstanceOf(KernelRefused.class);
    assertThat(descriptors()).isEqualTo(before);
  }

  /** Starts a thread and returns once it has entered its work. */
  private static Thread blocked(Runnable work) throws InterruptedException {
    var entered = new java.util.concurrent.CountDownLatch(1);
    Thread thread =
        Thread.ofPlatform()
            .start(() -> {
              entered.countDown();
              work.run();
            });
    entered.await();
    return thread;
  }

  private static byte[] receive(UnixSocket socket, int length) {
    byte[] bytes = new byte[length];
    int at = 0;
    while (at < length) {
      int n = socket.receive(bytes, at, length - at, Fd::close);
      assertThat(n).isPositive();
      at += n;
    }
    return bytes;
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static int descriptors() {
    String[] names = new java.io.File("/proc/self/fd").list();
    return names == null ? -1 : names.length;
  }
}
