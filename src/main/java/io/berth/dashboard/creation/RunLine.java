package io.berth.dashboard.creation;

import io.berth.container.Health;
import io.berth.failure.InvalidRequest;
import io.berth.team.Ownership;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The {@code docker run} line that does what a form does. */
final class RunLine {

  private final CreateForm form;
  private final List<String> words = new ArrayList<>(List.of("docker", "run", "-d"));

  private RunLine(CreateForm form) {
    this.form = form;
  }

  /** One line of shell; fields that cannot be read are in it as they are. */
  static String of(CreateForm form) {
    var line = new RunLine(form);
    line.options();
    line.command();
    return line.words.stream().map(ShellWords::quoted).collect(Collectors.joining(" "));
  }

  private void options() {
    String pull = form.word("pull");
    if (!pull.isEmpty() && !pull.equals("missing")) {
      value("pull", "--pull");
    }
    flag("input", "-i");
    flag("terminal", "-t");
    flag("autoRemove", "--rm");
    value("name", "--name");
    value("hostname", "--hostname");
    lines("env", "-e");
    lines("ports", "-p");
    flag("publishAll", "-P");
    lines("volumes", "-v");
    lines("tmpfs", "--tmpfs");
    if (!form.word("network").equals("bridge")) {
      value("network", "--network");
    }
    restart();
    health();
    value("memory", "--memory");
    value("cpus", "--cpus");
    value("pids", "--pids-limit");
    value("user", "--user");
    value("directory", "--workdir");
    lines("labels", "--label");
    if (form.flag("restartUnhealthy")) {
      words.addAll(List.of("--label", Health.RESTART_LABEL + "=true"));
    }
    if (form.has("team")) {
      words.addAll(List.of("--label", Ownership.LABEL + "=" + form.word("team")));
    }
    flag("readOnly", "--read-only");
    flag("privileged", "--privileged");
    if (form.flag("noNewPrivileges")) {
      words.addAll(List.of("--security-opt", "no-new-privileges"));
    }
    CreateFields.list(form, "capAdd").forEach(name -> words.addAll(List.of("--cap-add", name)));
    CreateFields.list(form, "capDrop").forEach(name -> words.addAll(List.of("--cap-drop", name)));
  }

  private void health() {
    if (form.has("health")) {
      value("health", "--health-cmd");
      value("healthInterval", "--health-interval");
      value("healthStart", "--health-start-period");
      value("healthRetries", "--health-retries");
    }
  }

  private void restart() {
    String policy = form.word("restart");
    if (!policy.isEmpty() && !policy.equals("no")) {
      boolean counted = policy.equals("on-failure") && form.has("retries");
      words.addAll(List.of("--restart", policy + (counted ? ":" + form.word("retries") : "")));
    }
  }

  /** Docker's flag takes one word; the others of an entrypoint go before the command. */
  private void command() {
    List<String> entrypoint = words("entrypoint");
    if (!entrypoint.isEmpty()) {
      words.addAll(List.of("--entrypoint", entrypoint.getFirst()));
    }
    words.add(form.has("image") ? form.word("image") : "IMAGE");
    entrypoint.stream().skip(1).forEach(words::add);
    words.addAll(words("command"));
  }

  private List<String> words(String name) {
    try {
      return ShellWords.of(form.word(name));
    } catch (InvalidRequest e) {
      return List.of(form.word(name));
    }
  }

  private void flag(String name, String option) {
    if (form.flag(name)) {
      words.add(option);
    }
  }

  private void value(String name, String option) {
    if (form.has(name)) {
      words.addAll(List.of(option, form.word(name)));
    }
  }

  private void lines(String name, String option) {
    form.lines(name).forEach(line -> words.addAll(List.of(option, line)));
  }
}
