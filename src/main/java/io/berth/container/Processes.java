package io.berth.container;

import io.berth.container.Execs.ExecRequest;
import io.berth.runtime.ProcessSpec;
import io.berth.runtime.ProcessSpec.WindowSize;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What the runtime is asked to run: a container's first process, or an exec. */
final class Processes {

  private static final String PATH =
      "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private Processes() {}

  static ProcessSpec first(Container container) {
    ContainerConfig config = container.config;
    HostConfig host = container.hostConfig;
    return spec(
        container,
        commandLine(container),
        environment(container, config.tty(), List.of()),
        config.workingDir(),
        config.user(),
        host.privileged(),
        config.tty(),
        config.openStdin(),
        false,
        size(host.consoleSize()));
  }

  private static List<String> commandLine(Container container) {
    List<String> line = ConfigMerge.commandLine(container.config);
    return InitProgram.isUsed(container.hostConfig)
        ? Stream.concat(Stream.of(InitProgram.TARGET, "--"), line.stream()).toList()
        : line;
  }

  static ProcessSpec exec(Container container, ExecRequest request, WindowSize size) {
    return spec(
        container,
        request.cmd(),
        environment(container, request.terminal(), request.env()),
        request.workingDir().isEmpty() ? container.config.workingDir() : request.workingDir(),
        request.user().isEmpty() ? container.config.user() : request.user(),
        request.privileged() || container.hostConfig.privileged(),
        request.terminal(),
        request.attachStdin(),
        !request.attachStdout() && !request.attachStderr() && !request.terminal(),
        size);
  }

  private static ProcessSpec spec(
      Container container,
      List<String> args,
      List<String> env,
      String directory,
      String user,
      boolean privileged,
      boolean terminal,
      boolean openStdin,
      boolean discardOutput,
      WindowSize size) {
    HostConfig host = container.hostConfig;
    Security security = Security.of(host);
    return new ProcessSpec(
        args,
        env,
        directory.isEmpty() ? "/" : directory,
        user,
        host.groupAdd(),
        Capabilities.of(host.capAdd(), host.capDrop()),
        privileged,
        security.noNewPrivileges(),
        security.seccomp(),
        terminal,
        openStdin,
        discardOutput,
        size,
        ResourceRules.rlimits(host));
  }

  /** A variable without a value is unset, and takes those before it with it. */
  private static List<String> environment(
      Container container, boolean terminal, List<String> more) {
    List<String> base = new ArrayList<>(List.of(PATH, "HOSTNAME=" + container.config.hostname()));
    if (terminal) {
      base.add("TERM=xterm");
    }
    List<String> own = ConfigMerge.environment(more, container.config.env());
    List<String> all = ConfigMerge.environment(own, base);
    return all.stream().filter(variable -> variable.indexOf('=') > 0).toList();
  }

  static WindowSize size(List<Integer> rowsAndColumns) {
    return rowsAndColumns.size() == 2
        ? new WindowSize(rowsAndColumns.get(0), rowsAndColumns.get(1))
        : new WindowSize(0, 0);
  }
}
