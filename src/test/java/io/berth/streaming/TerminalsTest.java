package io.berth.streaming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.berth.container.Containers;
import io.berth.container.Containers.Attachment;
import io.berth.container.Containers.OutputSink;
import io.berth.container.Execs;
import io.berth.container.Execs.ExecRequest;
import io.berth.container.Execs.ExecView;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A shell that an earlier service has left, and that nobody comes back to. */
class TerminalsTest {

  private static final String EXEC = "0123456789abcdef";

  private final List<String> hungUp = new CopyOnWriteArrayList<>();
  private final CountDownLatch letGo = new CountDownLatch(1);

  @Test
  void aShellThatNobodyComesBackToIsHungUp() {
    Terminals terminals = terminals(Duration.ofMillis(120));
    terminals.start();
    await().untilAsserted(() -> assertThat(hungUp).containsExactly(EXEC));
    await().until(() -> letGo.getCount() == 0);
    terminals.stop();
  }

  @Test
  void theServicesEndLeavesShellsAlone() throws InterruptedException {
    Terminals terminals = terminals(Duration.ofMillis(500));
    terminals.start();
    terminals.stop();
    letGo.await();
    Thread.sleep(700);
    assertThat(hungUp).isEmpty();
  }

  private Terminals terminals(Duration patience) {
    return new Terminals(
        proxy(Containers.class, (name, _) -> null), proxy(Execs.class, this::answer), patience);
  }

  private Object answer(String method, Object[] arguments) {
    return switch (method) {
      case "owned" -> List.of(view());
      case "inspect" -> view();
      case "attach" -> new Silent();
      case "hangUp" -> hungUp.add((String) arguments[0]) ? null : null;
      default -> throw new UnsupportedOperationException(method);
    };
  }

  private static ExecView view() {
    var request =
        new ExecRequest(
            true, true, true, true, null, List.of(), List.of("sh"), false, "", "", "admin");
    return new ExecView(EXEC, "c", request, true, null, 1);
  }

  /** A shell that says nothing. */
  private final class Silent implements Attachment {

    @Override
    public boolean terminal() {
      return true;
    }

    @Override
    public void run(InputStream input, OutputSink output) {
      try {
        letGo.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void end(String words) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
      letGo.countDown();
    }
  }

  private interface Answers {
    Object to(String method, Object[] arguments);
  }

  private static <T> T proxy(Class<T> type, Answers answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) -> answers.to(method.getName(), arguments)));
  }
}
