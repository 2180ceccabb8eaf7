package io.berth.streaming;

import io.berth.container.Containers.Attachment;
import io.berth.failure.BerthException;
import io.berth.log.ContainerLog;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One person's terminal. It lasts longer than a browser's connection: its last output is kept for
 * whoever joins. One browser at a time types; a slow one holds the process back, as a terminal
 * does. Others may watch, and hold nothing back.
 */
final class Terminal {

  private static final Logger LOG = LoggerFactory.getLogger(Terminal.class);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int EXIT_CODE_POLLS = 100;
  private static final long EXIT_CODE_POLL_MILLIS = 10;

  /** How far the output may be ahead of who types. */
  private static final int LEAD = Scrollback.CAPACITY / 2;

  private final TerminalProcess process;
  private final Attachment attachment;
  private final String outputId = randomId();
  private final Scrollback output = new Scrollback();
  private final InputQueue input = new InputQueue();
  private final Set<Viewer> watchers = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private @Nullable Viewer writer;
  private @Nullable String shareId;
  private volatile @Nullable Notice last;
  private long aloneSince = System.nanoTime();
  private boolean over;
  private volatile boolean used;
  private volatile Notice.Size size = new Notice.Size("size", 24, 80);

  Terminal(TerminalProcess process, Attachment attachment) {
    this.process = process;
    this.attachment = attachment;
  }

  private static String randomId() {
    byte[] bytes = new byte[16];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  TerminalProcess process() {
    return process;
  }

  /**
   * A platform thread, for reading a terminal may hold the thread inside the kernel.
   *
   * @param ended runs when the process is over or was given up
   */
  void start(Runnable ended) {
    String id = process.id();
    Thread.ofPlatform()
        .daemon()
        .name("terminal-" + id.substring(0, Math.min(12, id.length())))
        .start(() -> {
          try {
            pump();
          } finally {
            ended.run();
          }
        });
  }

  /** From now on this browser types; the one before, if any, is sent away. */
  void join(Browser next, OutputPlace seen) throws IOException {
    next.say(Notice.exec(process.id()));
    sayIfRecorded(next);
    Viewer viewer = new Viewer(next, output, outputId, attachment.terminal());
    Viewer before;
    lock.lock();
    try {
      before = writer;
      writer = viewer;
      viewer.start(seen, this::progress, () -> last);
    } finally {
      lock.unlock();
    }
    if (before != null) {
      before.browser().close(Notice.error("this shell goes on in another window"));
    }
    countWatchers();
  }

  private void sayIfRecorded(Browser next) throws IOException {
    if (attachment.recorded()) {
      next.say(Notice.recorded());
    }
  }

  /** This browser looks on. */
  void watch(Browser next, OutputPlace seen) throws IOException {
    next.say(size);
    sayIfRecorded(next);
    Viewer viewer = new Viewer(next, output, outputId, attachment.terminal());
    watchers.add(viewer);
    viewer.start(seen, () -> {}, () -> last);
    countWatchers();
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
      if (writer != null && writer.browser() == gone) {
        writer = null;
        aloneSince = System.nanoTime();
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
    if (watchers.removeIf(viewer -> viewer.browser() == gone)) {
      countWatchers();
    }
  }

  /**
   * @param usedNanos how long one that was typed into is kept for its person
   * @param unusedNanos how long one is that was not
   */
  boolean isLeft(long usedNanos, long unusedNanos) {
    lock.lock();
    try {
      long patience = used ? usedNanos : unusedNanos;
      return writer == null && System.nanoTime() - aloneSince >= patience;
    } finally {
      lock.unlock();
    }
  }

  void type(byte[] bytes) throws InterruptedException {
    setUsed();
    input.put(bytes);
  }

  /** Somebody has typed into it. */
  void setUsed() {
    used = true;
  }

  void resize(int rows, int columns) {
    Notice.Size next = Notice.size(rows, columns);
    size = next;
    watchers.forEach(viewer -> tell(viewer, next));
    try {
      process.resize(rows, columns);
    } catch (BerthException e) {
      LOG.debug("the process has ended before its resize", e);
    }
  }

  /** What lets a colleague watch, for as long as this terminal lasts. */
  String share() {
    lock.lock();
    try {
      if (shareId == null) {
        shareId = randomId();
      }
      return shareId;
    } finally {
      lock.unlock();
    }
  }

  boolean isSharedAs(String id) {
    lock.lock();
    try {
      return id.equals(shareId);
    } finally {
      lock.unlock();
    }
  }

  /** Lets go of the process, which goes on. */
  void abandon() {
    lock.lock();
    try {
      over = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (process.outlivesTyping()) {
      attachment.end("");
    }
    input.end();
    attachment.close();
    output.close();
  }

  private void pump() {
    try {
      attachment.run(input, this::show);
      end(Notice.exit(exitCode()));
    } catch (BerthException e) {
      end(Notice.error(e.getMessage()));
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
    output.append(bytes, offset, length);
    lock.lock();
    try {
      while (!over && writer != null && output.end() - writer.place() > LEAD) {
        changed.await();
      }
      if (over) {
        throw new IOException("given up");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    } finally {
      lock.unlock();
    }
  }

  private void progress() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The terminal may end a moment before its process does. */
  private @Nullable Integer exitCode() throws InterruptedException {
    Integer code = process.exitCode();
    for (int i = 0; code == null && i < EXIT_CODE_POLLS; i++) {
      Thread.sleep(EXIT_CODE_POLL_MILLIS);
      code = process.exitCode();
    }
    return code;
  }

  private void end(Notice word) {
    lock.lock();
    try {
      last = over ? null : word;
    } finally {
      lock.unlock();
    }
  }

  private void countWatchers() {
    Viewer typing;
    lock.lock();
    try {
      typing = writer;
    } finally {
      lock.unlock();
    }
    if (typing != null) {
      tell(typing, Notice.watchers(watchers.size()));
    }
  }

  private static void tell(Viewer viewer, Notice notice) {
    try {
      viewer.browser().say(notice);
    } catch (IOException e) {
      LOG.debug("a terminal's browser left", e);
    }
  }
}
