package io.berth.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PidfdWaiterTest {

  @Test
  void oneFailingCallbackLeavesTheOthersAlone() throws Exception {
    try (PidfdWaiter waiter = new PidfdWaiter();
        Pidfd first = start("exit 1");
        Pidfd second = start("read line; exit 7");
        Fd kept = second.fd().duplicate()) {
      CompletableFuture<Boolean> failing = new CompletableFuture<>();
      waiter.watch(
          first,
          exit -> {
            failing.complete(exit.known());
            throw new IllegalStateException("a callback of this test fails");
          });
      assertThat(failing.get(10, TimeUnit.SECONDS)).isTrue();
      assertThat(Pidfd.exitOf(kept)).isEmpty();
      CompletableFuture<Pidfd.Exit> end = new CompletableFuture<>();
      waiter.watch(second, end::complete);
      second.signal(15);

      assertThat(end.get(10, TimeUnit.SECONDS)).isEqualTo(new Pidfd.Exit(0, 15));
      assertThat(Pidfd.exitOf(kept).orElse(new Pidfd.Exit(0, 15))).isEqualTo(new Pidfd.Exit(0, 15));
    }
  }

  @Test
  void aZombieTellsHowItEnded() throws Exception {
    try (Pidfd child = start("exit 7")) {
      while (!PidfdInfo.hasEnded(child.fd())) {
        Thread.sleep(5);
      }
      // 0 is what the kernel shows to who may not trace it
      assertThat(Pidfd.exitOf(child.fd()).map(Pidfd.Exit::status).orElse(7)).isEqualTo(7);
      assertThat(child.poll()).contains(new Pidfd.Exit(7, 0));
    }
  }

  @Test
  void aNumberIsOpenedForOneBirthOnly() {
    try (Pidfd child = start("exit 0")) {
      long born = Pidfd.startTicks(child.pid());

      assertThat(Pidfd.open(child.pid(), born + 1)).isEmpty();
      Pidfd.open(child.pid(), born).orElseThrow().close();
      child.await();
      assertThat(Pidfd.open(child.pid(), born)).isEmpty();
    }
  }

  private static Pidfd start(String script) {
    Pipe input = Pipe.open();
    try (input;
        Spawn spawn = new Spawn("/bin/sh", List.of("sh", "-c", script), List.of())) {
      // holds its own input open
      spawn.duplicate(input.reader(), 0).duplicate(input.writer(), 9).closeFrom(10);
      if (spawn.start() != 0) {
        throw new IllegalStateException("no shell");
      }
      return Pidfd.open(spawn.pid());
    }
  }
}
