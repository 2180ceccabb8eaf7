package io.berth.streaming;

import io.berth.container.Containers.Attachment;
import io.berth.container.Execs;
import io.berth.failure.BerthException;
import io.berth.log.ContainerLog;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.socket.CloseStatus;

/**
 * One person's shell. It lasts longer than a browser's connection: while there is none its output
 * waits, and {@link Terminals} decides for how long.
 */
final class Terminal {

  private static final Logger LOG = LoggerFactory.getLogger(Terminal.class);
  private static final int EXIT_CODE_POLLS = 100;
  private static final long EXIT_CODE_POLL_MILLIS = 10;

  private final Execs execs;
  private final String exec;
  private final Attachment attachment;
  private final InputQueue input = new InputQueue();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private @Nullable Browser browser;
  private long aloneSince = System.nanoTime();
  private boolean over;

  Terminal(Execs execs, String exec, Attachment attachment) {
    this.execs = execs;
    this.exec = exec;
    this.attachment = attachment;
  }

  String exec() {
    return exec;
  }

  /**
   * A platform thread, for reading a terminal may hold the thread inside the kernel.
   *
   * @param ended runs when the shell is over or was given up
   */
  void start(Runnable ended) {
    Thread.ofPlatform()
        .daemon()
        .name("terminal-" + exec.substring(0, 12))
        .start(() -> {
          try {
            pump();
          } finally {
            ended.run();
          }
        });
  }

  /** From now on this browser shows it; the one before, if any, is sent away. */
  void join(Browser next) throws IOException {
    next.say(Notice.exec(exec));
    Browser before;
    lock.lock();
    try {
      before = browser;
      browser = next;
      changed.signalAll();
      if (over) {
        next.close(CloseStatus.SERVICE_RESTARTED); // and learns how it ended when it comes back
      }
    } finally {
      lock.unlock();
    }
    if (before != null) {
      before.close(Notice.error("this shell goes on in another window"));
    }
  }

  /** Programs that fill the screen draw it again when its size changes. */
  void redraw(int rows, int columns) {
    resize(rows, Math.max(1, columns - 1));
    resize(rows, columns);
  }

  /** The connection is lost. */
  void leave(Browser gone) {
    lock.lock();
    try {
      if (browser == gone) {
        browser = null;
        aloneSince = System.nanoTime();
      }
    } finally {
      lock.unlock();
    }
  }

  boolean isAloneFor(long nanos) {
    lock.lock();
    try {
      return browser == null && System.nanoTime() - aloneSince >= nanos;
    } finally {
      lock.unlock();
    }
  }

  void type(byte[] bytes) throws InterruptedException {
    input.put(bytes);
  }

  void resize(int rows, int columns) {
    try {
      execs.resize(exec, rows, columns);
    } catch (BerthException e) {
      LOG.debug("the shell has ended before its resize", e);
    }
  }

  /** Lets go of the shell, which goes on. */
  void abandon() {
    lock.lock();
    try {
      over = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    input.end();
    attachment.close();
  }

  private void pump() {
    try {
      attachment.run(input, this::show);
      tell(Notice.exit(exitCode()));
    } catch (BerthException e) {
      tell(Notice.error(e.getMessage()));
    } catch (IOException e) {
      LOG.debug("a terminal was given up", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      abandon();
    }
  }

  private void show(ContainerLog.Stream stream, byte[] bytes, int offset, int length)
      throws IOException {
    byte[] piece = Arrays.copyOfRange(bytes, offset, offset + length);
    while (true) {
      Browser current = awaitBrowser();
      try {
        current.send(piece);
        return;
      } catch (IOException e) {
        leave(current);
      }
    }
  }

  private Browser awaitBrowser() throws IOException {
    lock.lock();
    try {
      while (browser == null && !over) {
        changed.await(1, TimeUnit.MINUTES);
      }
      if (browser == null) {
        throw new IOException("nobody looks");
      }
      return browser;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    } finally {
      lock.unlock();
    }
  }

  /** The terminal may end a moment before its process does. */
  private @Nullable Integer exitCode() throws InterruptedException {
    Integer code = execs.inspect(exec).exitCode();
    for (int i = 0; code == null && i < EXIT_CODE_POLLS; i++) {
      Thread.sleep(EXIT_CODE_POLL_MILLIS);
      code = execs.inspect(exec).exitCode();
    }
    return code;
  }

  private void tell(Notice last) {
    Browser current;
    lock.lock();
    try {
      current = over ? null : browser;
    } finally {
      lock.unlock();
    }
    if (current != null) {
      current.close(last);
    }
  }
}
