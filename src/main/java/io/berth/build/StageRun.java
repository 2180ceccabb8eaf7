package io.berth.build;

import io.berth.container.Signals;
import io.berth.dockerfile.Dockerfile;
import io.berth.dockerfile.Expansion;
import io.berth.dockerfile.Instruction;
import io.berth.dockerfile.Instruction.Argument;
import io.berth.dockerfile.Instruction.Command;
import io.berth.dockerfile.Instruction.Pair;
import io.berth.failure.InvalidRequest;
import io.berth.oci.ImageConfig.Healthcheck;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Follows a stage's instructions, one after another. Used by one thread. */
final class StageRun {

  private final Draft draft;
  private final Steps steps;
  private final Arguments.Scope arguments;
  private final Expansion expansion;
  private final StageFiles files;
  private final Commands commands;
  private boolean ownCommand;

  /** Makes what runs a command on the image so far. */
  @FunctionalInterface
  interface Commands {
    RunStep start(String image, List<String> command, List<String> environment) throws IOException;
  }

  StageRun(
      Draft draft,
      Steps steps,
      Arguments.Scope arguments,
      Dockerfile file,
      StageFiles files,
      Commands commands) {
    this.draft = draft;
    this.steps = steps;
    this.arguments = arguments;
    this.files = files;
    this.commands = commands;
    this.expansion = new Expansion(file.escape(), this::variable);
  }

  private @Nullable String variable(String name) {
    String own = draft.variable(name);
    return own == null ? arguments.value(name) : own;
  }

  /** What the base image wants done first. */
  List<Instruction> triggers() {
    List<Instruction> triggers = draft.onBuild.stream().map(Dockerfile::trigger).toList();
    draft.onBuild = new ArrayList<>();
    return triggers;
  }

  void follow(Instruction instruction) throws IOException, InterruptedException {
    switch (instruction) {
      case Instruction.Env env -> env(env);
      case Instruction.Label label -> note(expanded(label.pairs()));
      case Instruction.Arg arg -> arg(arg);
      case Instruction.Maintainer maintainer -> {
        steps.author(maintainer.name());
        steps.note("MAINTAINER " + maintainer.name());
      }
      case Instruction.Copy copy -> files.copy(copy, expansion);
      case Instruction.Workdir workdir -> workdir(workdir);
      case Instruction.Run run -> run(run);
      case Instruction.Cmd cmd -> {
        draft.cmd = line(cmd.command());
        ownCommand = true;
        steps.note("CMD " + GoText.quoted(draft.cmd));
      }
      case Instruction.Entrypoint entrypoint -> entrypoint(entrypoint.command());
      case Instruction.Expose expose -> expose(expose);
      case Instruction.Volume volume -> {
        List<String> paths = volume.paths().stream().map(expansion::word).toList();
        paths.forEach(path -> draft.volumes.put(path, Map.of()));
        steps.note("VOLUME " + GoText.plain(paths));
      }
      case Instruction.User user -> {
        draft.user = expansion.word(user.user());
        steps.note("USER " + draft.user);
      }
      case Instruction.StopSignal stop -> {
        draft.stopSignal = expansion.word(stop.signal());
        Signals.parse(draft.stopSignal);
        steps.note("STOPSIGNAL " + draft.stopSignal);
      }
      case Instruction.Healthcheck check -> {
        draft.healthcheck = health(check);
        steps.note("HEALTHCHECK " + GoText.quoted(check));
      }
      case Instruction.Shell shell -> {
        draft.shell = shell.shell();
        steps.note("SHELL " + GoText.plain(draft.shell));
      }
      case Instruction.OnBuild onBuild -> {
        draft.onBuild.add(onBuild.expression());
        steps.note("ONBUILD " + onBuild.expression());
      }
    }
  }

  private void env(Instruction.Env env) throws IOException, InterruptedException {
    List<Pair> pairs = expanded(env.pairs());
    pairs.forEach(pair -> draft.set(pair.name(), pair.value()));
    steps.note("ENV" + text(pairs));
  }

  /** A label that the build itself asks for, which is no text of a Dockerfile. */
  void label(String name, String value) throws IOException, InterruptedException {
    note(List.of(new Pair(name, value)));
  }

  private void note(List<Pair> labels) throws IOException, InterruptedException {
    labels.forEach(pair -> draft.labels.put(pair.name(), pair.value()));
    steps.note("LABEL" + text(labels));
  }

  private List<Pair> expanded(List<Pair> pairs) {
    return pairs.stream()
        .map(pair -> new Pair(expansion.word(pair.name()), expansion.word(pair.value())))
        .toList();
  }

  private static String text(List<Pair> pairs) {
    StringBuilder text = new StringBuilder();
    pairs.forEach(pair -> text.append(' ').append(pair.name()).append('=').append(pair.value()));
    return text.toString();
  }

  private void arg(Instruction.Arg arg) throws IOException, InterruptedException {
    StringBuilder text = new StringBuilder("ARG");
    for (Argument argument : arg.arguments()) {
      String name = expansion.word(argument.name());
      String written = argument.value();
      String value = written == null ? null : expansion.word(written);
      arguments.declare(name, value);
      text.append(' ').append(name).append(value == null ? "" : "=" + value);
    }
    steps.note(text.toString());
  }

  private void workdir(Instruction.Workdir workdir) throws IOException, InterruptedException {
    String path = expansion.word(workdir.path());
    String base = draft.workingDir.isEmpty() ? "/" : draft.workingDir;
    draft.workingDir = Path.of("/", base).resolve(path).normalize().toString();
    steps.step(
        steps.shell("#(nop) WORKDIR " + draft.workingDir),
        maker -> maker.make(files.directory(draft.workingDir)));
  }

  private void entrypoint(Command command) throws IOException, InterruptedException {
    draft.entrypoint = command.words().isEmpty() ? null : line(command);
    if (!ownCommand) {
      draft.cmd = null;
    }
    steps.note("ENTRYPOINT " + GoText.quoted(line(command)));
  }

  private List<String> line(Command command) {
    List<String> line = new ArrayList<>(command.shell() ? draft.shellOrDefault() : List.of());
    line.addAll(command.words());
    return List.copyOf(line);
  }

  private void expose(Instruction.Expose expose) throws IOException, InterruptedException {
    List<String> ports = new ArrayList<>();
    expose.ports().forEach(port -> ports.addAll(expansion.words(port)));
    ports.forEach(
        port -> ExposedPorts.of(port).forEach(one -> draft.exposedPorts.put(one, Map.of())));
    steps.note("EXPOSE " + String.join(" ", ports));
  }

  private static Healthcheck health(Instruction.Healthcheck check) {
    return new Healthcheck(
        check.test(),
        orNull(check.interval()),
        orNull(check.timeout()),
        orNull(check.startPeriod()),
        check.retries() == 0 ? null : Integer.valueOf(check.retries()));
  }

  private static @Nullable Long orNull(long value) {
    return value == 0 ? null : Long.valueOf(value);
  }

  private void run(Instruction.Run run) throws IOException, InterruptedException {
    if (steps.image().isEmpty()) {
      throw new InvalidRequest("No command can be run in an empty image: copy files into it first");
    }
    List<String> command = line(run.command());
    if (command.isEmpty()) {
      throw new InvalidRequest("RUN requires at least one argument");
    }
    List<String> environment = new ArrayList<>();
    List<String> told = new ArrayList<>();
    arguments
        .values()
        .forEach((name, value) -> {
          if (draft.variable(name) == null) {
            environment.add(name + "=" + value);
            if (arguments.isTold(name)) {
              told.add(name + "=" + value);
            }
          }
        });
    List<String> createdBy = new ArrayList<>();
    if (!environment.isEmpty()) {
      createdBy.add("|" + told.size());
      told.stream().sorted().forEach(createdBy::add);
    }
    createdBy.addAll(command);
    steps.step(
        String.join(" ", createdBy),
        maker -> {
          try (RunStep step = commands.start(steps.image(), command, environment)) {
            int code = step.run();
            if (code != 0) {
              throw new CommandFailed(String.join(" ", command), code);
            }
            String made = maker.make(step.written(files.latest()));
            step.done();
            return made;
          }
        });
  }
}
