package io.berth.container;

import io.berth.container.Containers.AttachRequest;
import io.berth.container.Containers.Attachment;
import io.berth.failure.Conflict;
import io.berth.failure.Unavailable;
import io.berth.log.ContainerLog;
import io.berth.recording.Recording;
import io.berth.recording.Recordings;
import io.berth.recording.Session;
import io.berth.runtime.ProcessSpec.WindowSize;
import io.berth.security.Caller;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Joins clients to containers. A container that does not run may be attached to: its next start is
 * then seen from the first byte.
 */
final class Attaching {

  private final ContainerLogs logs;
  private final Announcer announcer;
  private final Recordings recordings;

  Attaching(ContainerLogs logs, Announcer announcer, Recordings recordings) {
    this.recordings = recordings;
    this.logs = logs;
    this.announcer = announcer;
  }

  Attachment attach(Container container, AttachRequest request) {
    requireAttachable(container);
    DetachKeys keys = DetachKeys.parse(request.detachKeys());
    boolean terminal = container.config.tty();
    boolean types = request.stream() && request.stdin() && container.config.openStdin();
    ContainerLog.Reader logged = request.logs() ? logged(container, request) : null;
    Optional<Recording> recording = types ? recording(container, logged) : Optional.empty();
    OutputClient client =
        request.stream() ? container.output.attach(request.stdout(), request.stderr()) : null;
    Typing typing = client != null && types ? typing(container, client, keys) : null;
    announcer.container(container, "attach");
    Attachment shown = new ClientAttachment(terminal, client, typing, logged);
    return recording.<Attachment>map(r -> new RecordedAttachment(shown, r, () -> {})).orElse(shown);
  }

  /** Takes the reader along when it fails. */
  private Optional<Recording> recording(Container container, ContainerLog.@Nullable Reader logged) {
    try {
      return recordings.begin(session(container));
    } catch (Unavailable e) {
      if (logged != null) {
        ContainerLife.closeQuietly(logged);
      }
      throw e;
    }
  }

  private static Session session(Container container) {
    WindowSize size = Processes.size(container.hostConfig.consoleSize());
    return new Session(
        container.id,
        container.id,
        container.name,
        Caller.current().name(),
        ConfigMerge.commandLine(container.config),
        container.config.tty(),
        size.rows(),
        size.columns());
  }

  private Typing typing(Container container, OutputClient client, DetachKeys keys) {
    boolean closeAtEnd = container.config.stdinOnce() && !container.config.tty();
    return new Typing(
        container.stdin(),
        container.config.tty() ? keys : null,
        closeAtEnd,
        () -> {
          announcer.container(container, "detach");
          client.close();
        });
  }

  private static void requireAttachable(Container container) {
    switch (container.state) {
      case ContainerState.Paused _ ->
          throw new Conflict(
              "container " + container.name + " is paused, unpause the container before attach");
      case ContainerState.Restarting _ ->
          throw new Conflict(
              "container "
                  + container.name
                  + " is restarting, wait until the container is running");
      case ContainerState.Created _,
          ContainerState.Running _,
          ContainerState.Exited _,
          ContainerState.Removing _ -> {}
    }
  }

  private ContainerLog.@Nullable Reader logged(Container container, AttachRequest request) {
    ContainerLog log = logs.of(container);
    if (log == null) {
      return null;
    }
    try {
      return log.read(
          new ContainerLog.Query(request.stdout(), request.stderr(), -1, null, null, false));
    } catch (IOException e) {
      throw new Unavailable("log of container " + container.id + ": " + e.getMessage(), e);
    }
  }
}
