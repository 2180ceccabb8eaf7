package io.berth.container;

import io.berth.container.Containers.Attachment;
import io.berth.container.Containers.OutputSink;
import io.berth.log.ContainerLog;
import io.berth.log.ContainerLog.Stream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One client's view of a process: what was logged if wanted, then what comes. */
final class ClientAttachment implements Attachment {

  private final boolean terminal;
  private final @Nullable OutputClient client;
  private final @Nullable Typing typing;
  private final ContainerLog.@Nullable Reader logged;

  /**
   * @param client null when only the log is wanted
   * @param typing null when the client's input is not wanted
   */
  ClientAttachment(
      boolean terminal,
      @Nullable OutputClient client,
      @Nullable Typing typing,
      ContainerLog.@Nullable Reader logged) {
    this.terminal = terminal;
    this.client = client;
    this.typing = typing;
    this.logged = logged;
  }

  @Override
  public boolean terminal() {
    return terminal;
  }

  @Override
  public void run(@Nullable InputStream input, OutputSink output) throws IOException {
    try (this) {
      if (input != null && typing != null) {
        typing.start(input);
      }
      replay(output);
      follow(output);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while attached");
    }
  }

  private void replay(OutputSink output) throws IOException {
    if (logged == null) {
      return;
    }
    for (var line = logged.next(); line != null; line = logged.next()) {
      output.write(line.stream(), line.bytes(), 0, line.bytes().length);
    }
  }

  private void follow(OutputSink output) throws IOException, InterruptedException {
    if (client == null) {
      return;
    }
    for (var piece = client.take(); piece != null; piece = client.take()) {
      output.write(piece.stream(), piece.bytes(), 0, piece.bytes().length);
    }
  }

  @Override
  public void end(String words) {
    if (typing != null) {
      typing.stop();
    }
    if (client != null) {
      client.end(new OutputClient.Piece(Stream.STDERR, words.getBytes(StandardCharsets.UTF_8)));
    }
  }

  @Override
  public void close() {
    if (client != null) {
      client.close();
    }
    if (logged != null) {
      try {
        logged.close();
      } catch (IOException e) {
        // nothing was written that could be lost
      }
    }
  }
}
