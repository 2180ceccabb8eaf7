package io.berth.streaming;

import io.berth.container.Containers.Attachment;
import io.berth.container.Execs;
import io.berth.failure.BerthException;
import io.berth.log.ContainerLog;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.WebSocketSession;

/** One person's shell: lives from the WebSocket's opening to the end of either side. */
final class Terminal implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Terminal.class);
  private static final int EXIT_CODE_POLLS = 100;
  private static final long EXIT_CODE_POLL_MILLIS = 10;

  private final WebSocketSession session;
  private final Execs execs;
  private final String exec;
  private final Attachment attachment;
  private final InputQueue input = new InputQueue();

  Terminal(WebSocketSession session, Execs execs, String exec, int rows, int columns) {
    this.session = session;
    this.execs = execs;
    this.exec = exec;
    this.attachment = execs.start(exec, true, rows, columns);
  }

  /** A platform thread, for reading a terminal may hold the thread inside the kernel. */
  void start() {
    Thread.ofPlatform().daemon().name("terminal-" + session.getId()).start(this::pump);
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

  @Override
  public void close() {
    input.end();
    attachment.close();
  }

  private void pump() {
    try (session) {
      attachment.run(input, this::show);
      Notice.exit(exitCode()).sendTo(session);
    } catch (BerthException e) {
      sayQuietly(Notice.error(e.getMessage()));
    } catch (IOException | IllegalStateException e) {
      LOG.debug("a terminal's browser left", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close();
    }
  }

  private void show(ContainerLog.Stream stream, byte[] bytes, int offset, int length)
      throws IOException {
    session.sendMessage(new BinaryMessage(Arrays.copyOfRange(bytes, offset, offset + length)));
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

  private void sayQuietly(Notice notice) {
    try {
      notice.sendTo(session);
    } catch (IOException | IllegalStateException e) {
      LOG.debug("a terminal's browser left", e);
    }
  }
}
