package io.berth.dashboard.creation;

import io.berth.container.Health;
import io.berth.failure.InvalidRequest;
import io.berth.team.Ownership;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How each field of the form goes into the API's body. A field that says nothing sets nothing. */
final class CreateFields {

  @FunctionalInterface
  interface Field {
    void put(CreateForm form, CreateBody body);
  }

  /** By the name of the field that a problem is shown at. */
  static final Map<String, Field> ALL = new LinkedHashMap<>();

  static {
    ALL.put("image", CreateFields::image);
    ALL.put("pull", (form, _) -> PullPolicy.of(form));
    ALL.put("name", (form, body) -> body.name = form.word("name"));
    ALL.put("command", (form, body) -> words(form, "command", body.config, "Cmd"));
    ALL.put("entrypoint", (form, body) -> words(form, "entrypoint", body.config, "Entrypoint"));
    ALL.put("env", CreateFields::environment);
    ALL.put("ports", CreateFields::ports);
    ALL.put("publishAll", (form, body) -> flag(form, "publishAll", body.host, "PublishAllPorts"));
    ALL.put("volumes", (form, body) -> body.host.put("Binds", form.lines("volumes")));
    ALL.put("tmpfs", CreateFields::tmpfs);
    ALL.put("network", (form, body) -> body.host.put("NetworkMode", form.word("network")));
    ALL.put("restart", CreateFields::restart);
    ALL.put("health", CreateFields::health);
    ALL.put("memory", CreateFields::memory);
    ALL.put("cpus", CreateFields::cpus);
    ALL.put("pids", CreateFields::pids);
    ALL.put("user", (form, body) -> body.config.put("User", form.word("user")));
    ALL.put("directory", (form, body) -> body.config.put("WorkingDir", form.word("directory")));
    ALL.put("hostname", (form, body) -> body.config.put("Hostname", form.word("hostname")));
    ALL.put("labels", CreateFields::labels);
    ALL.put("capAdd", (form, body) -> body.host.put("CapAdd", list(form, "capAdd")));
    ALL.put("capDrop", (form, body) -> body.host.put("CapDrop", list(form, "capDrop")));
    ALL.put("readOnly", (form, body) -> flag(form, "readOnly", body.host, "ReadonlyRootfs"));
    ALL.put("terminal", (form, body) -> flag(form, "terminal", body.config, "Tty"));
    ALL.put("input", (form, body) -> flag(form, "input", body.config, "OpenStdin"));
    ALL.put("autoRemove", (form, body) -> flag(form, "autoRemove", body.host, "AutoRemove"));
    ALL.put("privileged", (form, body) -> flag(form, "privileged", body.host, "Privileged"));
    ALL.put("noNewPrivileges", CreateFields::noNewPrivileges);
  }

  private CreateFields() {}

  private static void image(CreateForm form, CreateBody body) {
    if (!form.has("image")) {
      throw new InvalidRequest("choose an image: the container starts from its files");
    }
    body.config.put("Image", form.word("image"));
  }

  private static void words(
      CreateForm form, String name, Map<String, Object> target, String field) {
    if (form.has(name)) {
      target.put(field, ShellWords.of(form.word(name)));
    }
  }

  private static void flag(CreateForm form, String name, Map<String, Object> target, String field) {
    if (form.flag(name)) {
      target.put(field, true);
    }
  }

  private static void environment(CreateForm form, CreateBody body) {
    for (String variable : form.lines("env")) {
      if (variable.indexOf('=') < 1) {
        throw new InvalidRequest("\"" + variable + "\" is not a variable: write it as NAME=value");
      }
    }
    body.config.put("Env", form.lines("env"));
  }

  private static void ports(CreateForm form, CreateBody body) {
    var exposed = new LinkedHashMap<String, Object>();
    var bindings = new LinkedHashMap<String, List<Map<String, String>>>();
    for (String line : form.lines("ports")) {
      var port = PortSpec.of(line);
      exposed.put(port.containerPort(), Map.of());
      bindings
          .computeIfAbsent(port.containerPort(), _ -> new ArrayList<>())
          .add(Map.of("HostIp", port.address(), "HostPort", port.hostPort()));
    }
    body.config.put("ExposedPorts", exposed);
    body.host.put("PortBindings", bindings);
  }

  private static void tmpfs(CreateForm form, CreateBody body) {
    var mounts = new LinkedHashMap<String, String>();
    for (String line : form.lines("tmpfs")) {
      int colon = line.indexOf(':');
      mounts.put(
          colon < 0 ? line : line.substring(0, colon), colon < 0 ? "" : line.substring(colon + 1));
    }
    body.host.put("Tmpfs", mounts);
  }

  private static void restart(CreateForm form, CreateBody body) {
    String policy = form.word("restart");
    boolean counted = policy.equals("on-failure") && form.has("retries");
    body.host.put(
        "RestartPolicy",
        Map.of(
            "Name",
            policy,
            "MaximumRetryCount",
            counted ? Amounts.whole(form.word("retries")) : 0));
  }

  private static void health(CreateForm form, CreateBody body) {
    if (!form.has("health")) {
      return;
    }
    var check = new LinkedHashMap<String, Object>();
    check.put("Test", List.of("CMD-SHELL", form.word("health")));
    duration(form, "healthInterval", check, "Interval");
    duration(form, "healthStart", check, "StartPeriod");
    if (form.has("healthRetries")) {
      check.put("Retries", Amounts.whole(form.word("healthRetries")));
    }
    body.config.put("Healthcheck", check);
  }

  private static void duration(
      CreateForm form, String name, Map<String, Object> target, String field) {
    if (form.has(name)) {
      target.put(field, Amounts.nanos(form.word(name)));
    }
  }

  private static void memory(CreateForm form, CreateBody body) {
    if (form.has("memory")) {
      body.host.put("Memory", Amounts.bytes(form.word("memory")));
    }
  }

  private static void cpus(CreateForm form, CreateBody body) {
    if (form.has("cpus")) {
      body.host.put("NanoCpus", Amounts.billionths(form.word("cpus")));
    }
  }

  private static void pids(CreateForm form, CreateBody body) {
    if (form.has("pids")) {
      body.host.put("PidsLimit", Amounts.whole(form.word("pids")));
    }
  }

  private static void labels(CreateForm form, CreateBody body) {
    var labels = new LinkedHashMap<String, String>();
    for (String line : form.lines("labels")) {
      String[] pair = line.split("=", 2);
      if (pair[0].isEmpty()) {
        throw new InvalidRequest("\"" + line + "\" is not a label: write it as key=value");
      }
      labels.put(pair[0], pair.length == 2 ? pair[1] : "");
    }
    if (form.flag("restartUnhealthy")) {
      labels.put(Health.RESTART_LABEL, "true");
    }
    if (form.has("team")) {
      labels.put(Ownership.LABEL, form.word("team"));
    }
    body.config.put("Labels", labels);
  }

  private static void noNewPrivileges(CreateForm form, CreateBody body) {
    if (form.flag("noNewPrivileges")) {
      body.host.put("SecurityOpt", List.of("no-new-privileges"));
    }
  }

  static List<String> list(CreateForm form, String name) {
    String text = form.word(name);
    return text.isEmpty() ? List.of() : List.of(text.split("[\\s,]+"));
  }
}
